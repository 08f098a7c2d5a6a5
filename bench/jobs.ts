import { type AgainResult, measureAgain } from "./again.js";
import { type Case, casesOf, type Extent, gridCases } from "./cases.js";
import { type DiscreteResult, measureDiscrete } from "./discrete.js";
import { type FootprintResult, measureFootprint } from "./footprint.js";
import { kernelProgram } from "./kernel-program.js";
import { measureByTurns, type Pace } from "./measure.js";
import { type CaseResult, measureCase, type Peers } from "./measure-case.js";
import { measureSeries, type SeriesResult } from "./series.js";
import { seriesGrids } from "./series-cases.js";
import { measureShifting, type ShiftingResult } from "./shifting.js";
import { measureShiftingHighs, type ShiftingHighsResult } from "./shifting-highs.js";
import { measureSteps, type StepsResult } from "./steps.js";
import { knownWorstCases, randomHardCase } from "./worst-shapes.js";
import { yardstickTree } from "./yardstick-shapes.js";

/** What a run has found; as it stands in results.json. */
export interface Results {
  readonly trees: CaseResult[];
  readonly again: AgainResult[];
  readonly steps: StepsResult[];
  readonly discrete: DiscreteResult[];
  readonly series: SeriesResult[];
  readonly shifting: ShiftingResult[];
  readonly shiftingHighs: ShiftingHighsResult[];
  footprint: FootprintResult | undefined;
}

/** A part of a run that can be chosen by its name. */
export interface Job {
  readonly name: string;
  /** Adds to the results; returns what is wrong with the answers. */
  run(results: Results): Promise<readonly string[]>;
}

export interface Settings {
  readonly extent: Extent;
  readonly pace: Pace;
  readonly peers: Peers;
  readonly gridFolder: string | undefined;
  /** Path of the native program that plans in many steps. */
  readonly shiftingYardstick: string | undefined;
  /** Path of kernel.wasm as it ships. */
  readonly kernelFile: string;
}

/** How much of the parts that are not single trees is measured. */
const amounts = {
  full: {
    again: ["star:1000000", "g2:1000x1000", "chain:1000000", "rrt:1000000"],
    steps: { calls: 73, stepsPerCall: 480, comparedEvery: 8 },
    discrete: ["star:1000", "star:100000", "g3:10x100x100", "rrt:200000", "binary:17", "chain:100000"],
    shifting: [
      "star 1000 0.9",
      "star 1000 0.7",
      "star 10000 0.9",
      "star 10000 0.7",
      "star 100000 0.9",
      "star 100000 0.7",
      "tree 10 100 100",
    ],
    shiftingGrids: ["ieee8500.csv 1.0", "epri_ckt7.csv 1.0"],
    shiftingHighs: ["star 100 0.9", "star 100 0.7", "star 300 0.7", "star 1000 0.9", "star 1000 0.7"],
    footprint: ["star:1000000", "star:10000000", "binary:20", "chain:1000000", "rrt:1000000"],
    starts: 21,
    worstNodes: 1e6,
    search: { trees: 60, nodes: 1e5, kept: 5 },
  },
  quick: {
    again: ["g2:300x300", "chain:30000"],
    steps: { calls: 5, stepsPerCall: 100, comparedEvery: 1 },
    discrete: ["star:1000", "star:10000", "g3:10x10x100", "rrt:20000", "binary:13", "chain:10000"],
    shifting: ["star 1000 0.9", "tree 3 10 30"],
    shiftingGrids: ["epri_ckt7.csv 1.0"],
    shiftingHighs: ["star 30 0.7"],
    footprint: ["star:1000000", "rrt:1000000"],
    starts: 5,
    worstNodes: 1e5,
    search: { trees: 10, nodes: 1e4, kept: 2 },
  },
} as const;

/** A real grid for the steps: about as large as the random one, its requests scaled so that limits bind. */
const STEPPED_GRID = "ieee8500_unbal ×2";

/** Small trees first, so that the kernel is compiled to its fastest before the large ones. */
export function jobsOf(settings: Settings): Job[] {
  const { extent, gridFolder, kernelFile } = settings;
  const { again, discrete, footprint, starts, worstNodes } = amounts[extent];
  return [
    ...casesOf(extent, gridFolder).map((of) => caseJob(of, settings)),
    ...again.map((shape) => againJob(shape, settings)),
    ...stepsJobs(settings),
    ...discrete.map((shape) => discreteJob(shape, settings)),
    ...seriesJobs(settings),
    ...shiftingJobs(settings),
    ...shiftingHighsJobs(settings),
    ...knownWorstCases(worstNodes, extent).map((of) => caseJob(of, settings)),
    searchJob(settings),
    {
      name: "footprint",
      async run(results) {
        results.footprint = measureFootprint(footprint, starts, kernelFile);
        return [];
      },
    },
  ];
}

function caseJob(of: Case, { pace, peers }: Settings): Job {
  return {
    name: of.name,
    async run({ trees }) {
      const result = await measureCase(of, pace, peers);
      trees.push(result);
      return result.faults;
    },
  };
}

function againJob(shape: string, { pace }: Settings): Job {
  return {
    name: `again ${shape}`,
    async run({ again }) {
      const result = measureAgain(shape, yardstickTree(shape, "tight"), pace.turns);
      again.push(result);
      return result.faults;
    },
  };
}

function discreteJob(shape: string, { pace }: Settings): Job {
  return {
    name: `discrete ${shape}`,
    async run({ discrete }) {
      const result = measureDiscrete(shape, pace);
      discrete.push(result);
      return result.faults;
    },
  };
}

function seriesJobs({ extent, pace, gridFolder }: Settings): Job[] {
  if (gridFolder === undefined) return [];
  const grids = extent === "full" ? seriesGrids : seriesGrids.filter(({ days }) => days === undefined);
  return grids.map((grid) => ({
    name: `series ${grid.file}`,
    async run({ series }) {
      const result = await measureSeries(gridFolder, grid, pace.turns);
      series.push(result);
      return result.faults;
    },
  }));
}

function shiftingJobs({ extent, pace, gridFolder, shiftingYardstick }: Settings): Job[] {
  const { shifting, shiftingGrids } = amounts[extent];
  const grids = gridFolder === undefined ? [] : shiftingGrids.map((grid) => `${gridFolder}/${grid}`);
  return [...shifting, ...grids].map((name) => ({
    name: `shifting ${name}`,
    async run({ shifting: results }) {
      const result = measureShifting(name, pace.turns, shiftingYardstick);
      results.push(result);
      return result.faults;
    },
  }));
}

/** From so many sessions on HiGHS ends the quadratic programme with an error. */
const FAILING_SESSIONS = 1000;

function shiftingHighsJobs({ extent, pace }: Settings): Job[] {
  return amounts[extent].shiftingHighs.map((name) => ({
    name: `shifting beside HiGHS ${name}`,
    async run({ shiftingHighs }) {
      const result = measureShiftingHighs(name, pace.turns, Number(name.split(" ")[1]) < FAILING_SESSIONS);
      shiftingHighs.push(result);
      return result.faults;
    },
  }));
}

function stepsJobs({ extent, gridFolder }: Settings): Job[] {
  const grids = gridFolder === undefined ? [] : gridCases(gridFolder, [2]).filter(({ name }) => name === STEPPED_GRID);
  const random = { name: "rrt:8500 tight", load: async () => yardstickTree("rrt:8500", "tight") };
  return [random, ...grids].map(({ name, load }) => ({
    name: `steps ${name}`,
    async run({ steps }) {
      const result = measureSteps(name, await load(), amounts[extent].steps);
      steps.push(result);
      return result.faults;
    },
  }));
}

/** Small trees drawn at random, one look at each; the slowest a node are then measured at full size. */
function searchJob(settings: Settings): Job {
  const { search, worstNodes } = amounts[settings.extent];
  const glance: Pace = { turns: 3, turnMilliseconds: 0, warmupMilliseconds: 0 };
  return {
    name: "worst of a search",
    async run(results) {
      const found: { number: number; nanosecondsPerNode: number }[] = [];
      for (let number = 0; number < search.trees; number++) {
        const tree = await randomHardCase(number, search.nodes).load();
        const [{ median }] = measureByTurns([kernelProgram(tree)], glance);
        found.push({ number, nanosecondsPerNode: (median * 1e6) / tree.nodeCount });
      }
      const slowest = found.sort((a, b) => b.nanosecondsPerNode - a.nanosecondsPerNode).slice(0, search.kept);
      const faults: string[] = [];
      for (const { number } of slowest) {
        const job = caseJob(randomHardCase(number, worstNodes), settings);
        faults.push(...(await job.run(results)).map((fault) => `${job.name}: ${fault}`));
      }
      return faults;
    },
  };
}
