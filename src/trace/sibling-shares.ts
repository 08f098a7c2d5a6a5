import type { PosedProblem } from "../problem/posed-problem.js";
import { childrenOf, ROUNDING, sumOver } from "./carried.js";
import type { StepList } from "./step.js";
import { enumerated, told } from "./words.js";

/** What is added up over the leaves below each node. */
interface Below {
  readonly weight: Float64Array;
  readonly fixed: Float64Array;
}

/** Fairness among siblings: the root's flow first, then each node's flow split among its children, from the root down. */
export function shareAmongSiblings(problem: PosedProblem, list: StepList): void {
  const { topology } = problem;
  const { flow, greatest } = list.known;
  const below = addUp(problem);
  flow[topology.root] = greatest[topology.root];
  list.add(
    "total",
    topology.root,
    `${topology.id(topology.root)}: it carries the most that it can, ${told(flow[topology.root])}.`,
  );
  for (const v of topology.topDown) if (!topology.isLeaf(v)) splitFlow(problem, v, below, list);
}

function addUp({ topology, weight, shift }: PosedProblem): Below {
  const below: Below = { weight: weight.map((_, v) => (topology.isLeaf(v) ? weight[v] : 0)), fixed: shift.slice() };
  for (const v of topology.topDown.toReversed()) {
    const p = topology.parent[v];
    if (p < 0) continue;
    below.weight[p] += below.weight[v];
    below.fixed[p] += below.fixed[v];
  }
  return below;
}

/**
 * Rounds: what is left is shared in proportion, those who would pass what they can carry are held there, and the others
 * share again. Where some would have too much and others too little, the greater of the two sums is settled first.
 */
function splitFlow(problem: PosedProblem, v: number, below: Below, list: StepList): void {
  const { least, greatest, flow, price } = list.known;
  let open = childrenOf(problem.topology, v);
  let rest = flow[v];
  for (let isFirst = true; open.length > 0; isFirst = false) {
    const weight = sumOver(open, below.weight);
    price[v] = (rest - sumOver(open, below.fixed)) / weight;
    const shares = new Map(open.map((child) => [child, below.fixed[child] + below.weight[child] * price[v]]));
    const held = heldChildren(shares, least, greatest);
    for (const [child, share] of shares) {
      if (held.length > 0 && !held.includes(child)) continue;
      flow[child] = Math.max(least[child], Math.min(share, greatest[child]));
      rest -= flow[child];
    }
    list.add("share", v, shareText(problem, v, shares, isFirst, held.length === 0));
    if (held.length === 0) return;
    open = open.filter((child) => !held.includes(child));
    list.add("excess", v, excessText(problem, held, open, shares, list));
  }
}

/** Those to be held at what they can carry before the others share again; none when all can carry their share. */
function heldChildren(shares: ReadonlyMap<number, number>, least: Float64Array, greatest: Float64Array): number[] {
  const tooMuch: number[] = [];
  const tooLittle: number[] = [];
  let balance = 0;
  const rounding = ROUNDING * Math.max(...[...shares.values()].map(Math.abs));
  for (const [child, share] of shares) {
    if (share > greatest[child] + rounding) tooMuch.push(child);
    if (share < least[child] - rounding) tooLittle.push(child);
    balance += Math.max(0, share - greatest[child]) - Math.max(0, least[child] - share);
  }
  if (tooMuch.length === 0) return tooLittle;
  return balance >= 0 || tooLittle.length === 0 ? tooMuch : tooLittle;
}

function shareText(
  { topology, weight }: PosedProblem,
  v: number,
  shares: ReadonlyMap<number, number>,
  isFirst: boolean,
  isCarried: boolean,
): string {
  const id = topology.id(v);
  const total = told([...shares.values()].reduce((sum, share) => sum + share, 0));
  const parts = Array.from(shares, ([child, share]) => `${topology.id(child)} ${told(share)}`);
  if (shares.size === 1) {
    const [only] = shares.keys();
    const onward = isFirst ? `all of its ${total} is for` : `${total} is left for`;
    return `${id}: ${onward} ${topology.id(only)}${isCarried ? ", which can carry that" : ""}.`;
  }
  const whom = isFirst ? "among its children" : "among those that are left";
  const measure = weight.every((own, w) => own === 1 || !topology.isLeaf(w)) ? "leaves" : "weights";
  const end = isCarried ? " Each can carry that." : "";
  return `${id}: ${total} to share ${whom}, in proportion to the ${measure} below each: ${enumerated(parts)}.${end}`;
}

function excessText(
  { topology }: PosedProblem,
  held: readonly number[],
  open: readonly number[],
  shares: ReadonlyMap<number, number>,
  { known: { flow } }: StepList,
): string {
  const id = (node: number) => topology.id(node);
  const parts = held.map((child) => {
    const by = (shares.get(child) ?? 0) - flow[child];
    return by > 0
      ? `${id(child)} can carry only ${told(flow[child])}, ${told(by)} less than its share`
      : `${id(child)} must carry ${told(flow[child])}, ${told(-by)} more than its share`;
  });
  const total = held.reduce((sum, child) => sum + (shares.get(child) ?? 0) - flow[child], 0);
  const others = enumerated(open.map(id));
  const onward =
    open.length === 0
      ? "nobody is left to share with"
      : total > 0
        ? `the excess of ${told(total)} goes to ${others}`
        : `the ${told(-total)} comes from ${others}`;
  return `${enumerated(parts)}; ${onward}.`;
}
