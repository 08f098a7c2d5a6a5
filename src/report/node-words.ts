import { printable } from "../model/printable.js";
import { type FlowReport, limitState } from "./flow-report.js";
import { counted, percent, pictureCount, pictureNumber } from "./picture-numbers.js";

/** Signs beside a node's numbers, so that nothing is told by colour alone. */
export const limitSign = { atUpper: "▲", atLower: "▼", broken: "✖" } as const;

/** The node's id, on one line. */
export function nodeId(report: FlowReport, node: number): string {
  return printable(report.tree.topology.id(node));
}

/** The node's name where it has one of its own, on one line. */
export function nodeName(report: FlowReport, node: number): string | undefined {
  const name = report.texts.names?.[node];
  return name === undefined || name === "" || name === report.tree.topology.id(node) ? undefined : printable(name);
}

/** What the node is (line, transformer, load, ...), on one line. */
export function nodeKind(report: FlowReport, node: number): string | undefined {
  const kind = report.texts.kinds?.[node];
  return kind === undefined || kind === "" ? undefined : printable(kind);
}

/** A flow or a limit, with its unit where the report has one. */
export function amount({ unit }: FlowReport, value: number): string {
  return unit === undefined ? pictureNumber(value) : `${pictureNumber(value)} ${printable(unit)}`;
}

/** A heading over amounts, with their unit where the report has one. */
export function amountHeading({ unit }: FlowReport, words: string): string {
  return unit === undefined ? words : `${words} (${printable(unit)})`;
}

/** The sign of a limit that binds or is broken, or nothing. */
export function stateSign(report: FlowReport, node: number): string {
  switch (report.state[node]) {
    case limitState.atUpper:
      return limitSign.atUpper;
    case limitState.atLower:
      return limitSign.atLower;
    case limitState.broken:
      return limitSign.broken;
    default:
      return "";
  }
}

/** `4 of 4 (100 %)`; without a limit to compare with `4, no limit`; a leaf's fixed part behind. */
export function flowWords(report: FlowReport, node: number): string {
  return flowWordings(report, node)[0];
}

/** The same in fewer and fewer words. */
export function flowWordings(report: FlowReport, node: number): string[] {
  const fixed = report.tree.shift[node];
  const movable = limitWordings(report, node);
  if (fixed === 0) return movable;
  const isAllFixed = report.tree.lower[node] === 0 && report.tree.upper[node] === 0;
  return isAllFixed
    ? [`${amount(report, fixed)}, all fixed`, `${pictureNumber(fixed)} fixed`, pictureNumber(fixed)]
    : [`${movable[0]}, ${amount(report, fixed)} fixed`, ...movable];
}

function limitWordings(report: FlowReport, node: number): string[] {
  const { limited, limit, fullness, tree } = report;
  const flow = pictureNumber(limited[node]);
  if (!Number.isFinite(limit[node])) return [`${amount(report, limited[node])}, no limit`, flow];
  if (Number.isNaN(fullness[node])) {
    return [`${flow} within ${pictureNumber(tree.lower[node])} to ${amount(report, tree.upper[node])}`, flow];
  }
  const ofLimit = `${flow} of ${pictureNumber(limit[node])}`;
  const share = percent(fullness[node]);
  return [`${flow} of ${amount(report, limit[node])} (${share})`, ofLimit, share];
}

/** What holds at the node in a few words, or nothing. */
export function stateWords(report: FlowReport, node: number): string {
  const { state, tree, limited, shortfall } = report;
  switch (state[node]) {
    case limitState.atUpper:
      return bindingWords(report, node, "upper");
    case limitState.atLower:
      return bindingWords(report, node, "lower");
    case limitState.broken: {
      const isAbove = limited[node] > tree.upper[node];
      const miss = isAbove ? limited[node] - tree.upper[node] : tree.lower[node] - limited[node];
      return `${isAbove ? "above its upper" : "below its lower"} limit by ${amount(report, miss)}`;
    }
    default:
      return tree.topology.isLeaf(node) && shortfall[node] > 0 ? `${amount(report, shortfall[node])} short` : "";
  }
}

/** The same in fewer and fewer words; no wording where nothing holds. */
export function stateWordings(report: FlowReport, node: number): string[] {
  const words = stateWords(report, node);
  if (words === "") return [];
  if (report.state[node] === limitState.broken) return [words, "broken"];
  if (!report.isBinding(node)) return [words];
  const short = `${pictureNumber(report.heldShortfall[node])} short`;
  return report.heldLeaves[node] > 0 ? [words, short] : [words, "binds"];
}

function bindingWords(report: FlowReport, node: number, side: "upper" | "lower"): string {
  const held = report.heldLeaves[node];
  const limit = `${side} limit binds`;
  if (held === 0) return limit;
  return `${limit}: ${counted(held, "leaf", "leaves")}, ${amount(report, report.heldShortfall[node])} short`;
}

/** Says that a node stands for its run of elements in series, which begins at `first`. */
export function seriesWords({ series }: FlowReport, node: number, first: number): string {
  const which = node === series.fullest[first] ? "fullest" : "one";
  return `${which} of ${pictureCount(series.length[first])} in series`;
}

/** Several siblings in a few words. */
export function restWords(report: FlowReport, rest: readonly number[]): string {
  const sum = (values: ArrayLike<number>) => rest.reduce((total, node) => total + values[node], 0);
  const leaves = sum(report.leaves);
  const words = [
    leaves === rest.length
      ? `${counted(leaves, "more leaf", "more leaves")}: ${amount(report, sum(report.flow))}`
      : `${pictureCount(rest.length)} more with ${counted(leaves, "leaf", "leaves")}: ${amount(report, sum(report.flow))}`,
  ];
  if (sum(report.shortfall) > 0) words.push(`${amount(report, sum(report.shortfall))} short`);
  if (sum(report.binding) > 0) words.push(counted(sum(report.binding), "limit binds", "limits bind"));
  if (sum(report.broken) > 0) words.push(counted(sum(report.broken), "broken limit"));
  return words.join(", ");
}

/** How a node and what is below it fare, in a few sentences. */
export function summaryWords(report: FlowReport, start: number = report.root): string {
  const { flow, leaves, binding, broken, shortfall, nodes } = report;
  const sentences = [
    `${nodeId(report, start)} carries ${amount(report, flow[start])} for ${counted(leaves[start], "leaf", "leaves")}.`,
  ];
  const innerCount = nodes[start] - leaves[start];
  if (innerCount > 0)
    sentences.push(
      `${pictureCount(binding[start])} of ${counted(innerCount, "limit")} ${binding[start] === 1 ? "binds" : "bind"}.`,
    );
  if (broken[start] > 0) sentences.push(`${counted(broken[start], "limit is", "limits are")} broken.`);
  const { wanting, satisfied } = servedCounts(report, start);
  if (wanting > 0) {
    const missing = shortfall[start] > 0 ? `; what is missing comes to ${amount(report, shortfall[start])}` : "";
    const have = satisfied === 1 || wanting === 1 ? "has" : "have";
    sentences.push(
      `${pictureCount(satisfied)} of ${counted(wanting, "leaf", "leaves")} ${have} all they want${missing}.`,
    );
  }
  return sentences.join(" ");
}

/** Of the leaves at or below a node: how many want something finite, and how many of these have it all. */
export function servedCounts(report: FlowReport, start: number): { wanting: number; satisfied: number } {
  const { childStart, childNodes } = report.tree.topology;
  let [wanting, satisfied] = [0, 0];
  const pending = [start];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    if (!Number.isNaN(report.served[v])) {
      wanting += 1;
      if (report.shortfall[v] === 0) satisfied += 1;
    }
    for (let c = childStart[v]; c < childStart[v + 1]; c++) pending.push(childNodes[c]);
  }
  return { wanting, satisfied };
}
