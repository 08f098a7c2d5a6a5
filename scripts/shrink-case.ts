import type { TreeArrays } from "../src/tree/node-numbers.js";
import type { ChangingCase } from "../test/exact/promises.js";

const numbersOfNodes = ["lower", "upper", "shift", "weight", "request", "priority"] as const;

/** The least case that is still `bad`, as far as steps that each make it simpler lead there in that time. */
export function shrink(
  found: ChangingCase,
  bad: (candidate: ChangingCase) => boolean,
  milliseconds: number,
): ChangingCase {
  const end = Date.now() + milliseconds;
  let least = found;
  for (let isDone = false; !isDone; ) {
    isDone = true;
    for (const simpler of simplerCases(least)) {
      if (Date.now() > end) return least;
      if (!isBad(simpler, bad)) continue;
      least = simpler;
      isDone = false;
      break;
    }
  }
  return least;
}

/** What a tree may not be is refused with an error: that is no find. */
function isBad(candidate: ChangingCase, bad: (candidate: ChangingCase) => boolean): boolean {
  try {
    return bad(candidate);
  } catch {
    return false;
  }
}

function* simplerCases({ tree, options, changes }: ChangingCase): Generator<ChangingCase> {
  for (const k of changes.keys()) yield { tree, options, changes: changes.toSpliced(k, 1) };
  for (const name of Object.keys(options)) {
    yield { tree, changes, options: Object.fromEntries(Object.entries(options).filter(([key]) => key !== name)) };
  }
  const { parent, lower, upper, ...rest } = tree;
  for (const field of Object.keys(rest)) {
    const kept = Object.fromEntries(Object.entries(rest).filter(([key]) => key !== field));
    yield { tree: { parent, lower, upper, ...kept }, options, changes };
  }
  for (let v = 0; v < parent.length; v++) {
    if (parent[v] < 0 || changes.some(({ node }) => node === v)) continue;
    yield {
      tree: without(tree, v),
      options,
      changes: changes.map((c) => ({ ...c, node: c.node - (c.node > v ? 1 : 0) })),
    };
  }
  for (const field of numbersOfNodes) {
    for (let v = 0; v < parent.length; v++) {
      const value = tree[field]?.[v];
      for (const simpler of value === undefined ? [] : simplerNumbers(value, field)) {
        yield { tree: { ...tree, [field]: Array.from(tree[field] ?? []).with(v, simpler) }, options, changes };
      }
    }
  }
}

/** The tree without a node, its children its parent's. */
function without(tree: TreeArrays, gone: number): TreeArrays {
  const parent = Array.from(tree.parent, (p) => (p === gone ? tree.parent[gone] : p))
    .toSpliced(gone, 1)
    .map((p) => (p > gone ? p - 1 : p));
  const rest = numbersOfNodes.flatMap((field) => {
    const values = tree[field];
    return values ? [[field, Array.from(values).toSpliced(gone, 1)]] : [];
  });
  return { parent, ...Object.fromEntries(rest) };
}

function simplerNumbers(value: number, field: (typeof numbersOfNodes)[number]): number[] {
  const none = field === "lower" ? Number.NEGATIVE_INFINITY : field === "upper" ? Number.POSITIVE_INFINITY : 0;
  const simplest = field === "weight" ? [1] : field === "request" ? [Number.NaN, 0] : [none, 0];
  if (simplest.some((simple) => Object.is(simple, value))) return [];
  const rounded = [1, 3, 6].map((digits) => Number(value.toPrecision(digits)));
  return [...simplest, ...rounded.filter((number) => Number.isFinite(number) && number !== value && value !== 1)];
}
