export {
  type ContradictingLimit,
  type Diagnosis,
  diagnose,
  type InfeasibleDiagnosis,
  type Mend,
  type NextFault,
  type UnboundedDiagnosis,
} from "./audit/diagnose.js";
export { type ExplainOptions, explain } from "./audit/explain.js";
export type { Explanation } from "./audit/explanation.js";
export type { Direction, Hindrance, LimitChoice, Price, Tier } from "./audit/price.js";
export type {
  DecidedLeaf,
  GaveWay,
  GuaranteedBelow,
  GuaranteedLeaf,
  LeafStory,
  LimitOfLeaf,
  LimitStory,
  LimitThatBlocks,
  Move,
  NodeState,
  NodeStory,
  Share,
} from "./audit/story.js";
export { type VerifyOptions, verify } from "./audit/verify.js";
export type {
  BrokenLimit,
  MissingFlow,
  PossibleRise,
  PossibleTrade,
  TradePartner,
  Violation,
  WrongMinimum,
  WrongStep,
  WrongSum,
} from "./audit/violation.js";
export { balance, balance as constrainedNodeAllocationBalancer } from "./balance.js";
export { compareRules, type RuleFigures, type RuleResult } from "./comparison/compare-rules.js";
export {
  compareSchedules,
  type ScheduleFigures,
  type ScheduleResult,
  type WayToCharge,
} from "./comparison/compare-schedules.js";
export { jainIndex } from "./comparison/jain-index.js";
export { loadKernel } from "./engine/kernel.js";
export type { LeafSteps, Profiles, StepField, StepLimits } from "./engine/leaf-steps.js";
export type { OptimalSolution, Solution } from "./engine/solution.js";
export { type NodeNumbers, Solver } from "./engine/solver.js";
export type { Engine, SolverOptions } from "./engine/solver-options.js";
export {
  type LeafSums,
  type StepBinding,
  type StepFault,
  type StepSolutions,
  type StepSums,
  type StepsWanted,
  stepStatuses,
} from "./engine/step-answers.js";
export { GridUser, type GridUserOptions } from "./model/grid-user.js";
export { InputError, type InputErrorDetails } from "./model/input-error.js";
export { LeafNode, type LeafNodeOptions } from "./model/leaf-node.js";
export { Node, Node as InnerNode, type NodeOptions } from "./model/node.js";
export type { BalanceOptions, Fairness, Maximise, Rule, WhenInfeasible } from "./model/options.js";
export { Range, Range as Limits } from "./model/range.js";
export { TreeNode } from "./model/tree-node.js";
export type { Contradiction, LimitSide, Outcome, UnboundedLeaf } from "./problem/outcome.js";
export type { RelaxedLimit } from "./problem/relaxed-limits.js";
export type {
  BrokenPower,
  BrokenStepLimit,
  PossibleEnergy,
  PossibleEnergyTrade,
  PossibleMove,
  ScheduleViolation,
  TooMuchEnergy,
} from "./schedule/certificate/schedule-violation.js";
export {
  type GivenPlan,
  type ScheduleVerification,
  type VerifyScheduleOptions,
  verifySchedule,
} from "./schedule/certificate/verify-schedule.js";
export type { Adjustment, ScheduleFrame } from "./schedule/checked-request.js";
export { explainSchedule, type ScheduleExplanation } from "./schedule/explanation/explain-schedule.js";
export type {
  GainOfChange,
  HoldingLimit,
  SessionStory,
  StepReason,
  StepStory,
} from "./schedule/explanation/session-story.js";
export { loadScheduleKernel } from "./schedule/kernel.js";
export type { InfeasiblePlan, OptimalPlan, Plan, RelaxedStepLimit, ShortSession } from "./schedule/plan.js";
export { type ScheduleOptions, schedule } from "./schedule/schedule.js";
export type { ScheduleGoal, ScheduleRequest, Session, StepLimit } from "./schedule/schedule-request.js";
export { Scheduler } from "./schedule/scheduler.js";
export type { StepContradiction } from "./schedule/step-contradiction.js";
export type { TraceKind, TraceSnapshot, TraceStep } from "./trace/step.js";
export { type TraceOptions, trace } from "./trace/trace.js";
export { FlatTree } from "./tree/flat-tree.js";
export type { TreeArrays, TreeNumbers } from "./tree/node-numbers.js";
export { Topology } from "./tree/topology.js";
