/** What is made even: amounts within bounds, each with the level `(offset + amount) / weight`. */
export interface Terminals {
  /** Node of the flow network that each stands for. */
  readonly node: Int32Array;
  /** What each has; rewritten while they are made even. */
  readonly amount: Float64Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly offset: Float64Array;
  readonly weight: Float64Array;
  /** Those of a lower rank have their most before any of a higher rank has more than its least. */
  readonly rank: Int32Array;
}

/**
 * The most even whole amounts of some terminals that add up to `total`, which lies between their least and their most: rank
 * by rank, and within the one that is neither at its least nor at its most all at one level, as far as their bounds let them.
 */
export function levelTargets(terminals: Terminals, members: Int32Array, total: number): Float64Array {
  const { least, most, rank } = terminals;
  const target = Float64Array.from(members, (k) => least[k]);
  let rest = total - sum(target);
  for (const current of new Set(Int32Array.from(members, (k) => rank[k]).sort())) {
    const places = [...members.keys()].filter((place) => rank[members[place]] === current);
    const span = sum(places.map((place) => most[members[place]] - least[members[place]]));
    if (rest >= span) for (const place of places) target[place] = most[members[place]];
    else shareOut(terminals, members, places, rest, target);
    rest = Math.max(0, rest - span);
  }
  return target;
}

/** Within one rank: bisects the level, takes whole amounts below it, and gives away what is then left, a quantum each. */
function shareOut(
  { least, most, offset, weight }: Terminals,
  members: Int32Array,
  places: readonly number[],
  extra: number,
  target: Float64Array,
): void {
  const terminal = (place: number) => members[place];
  const amountAt = (k: number, level: number) => Math.floor(level * weight[k] - offset[k]);
  const clamped = (k: number, level: number) => Math.min(most[k], Math.max(least[k], amountAt(k, level)));
  const given = (level: number) => sum(places.map((place) => clamped(terminal(place), level) - least[terminal(place)]));
  let low = Math.min(
    ...ends(places, (place) => (least[terminal(place)] + offset[terminal(place)]) / weight[terminal(place)], Math.min),
  );
  let high = Math.max(
    ...ends(places, (place) => (most[terminal(place)] + offset[terminal(place)]) / weight[terminal(place)], Math.max),
  );
  for (let round = 0; round < 200; round++) {
    const level = low + (high - low) / 2;
    if (level === low || level === high) break;
    if (given(level) <= extra) low = level;
    else high = level;
  }
  let rest = extra;
  for (const place of places) {
    target[place] = clamped(terminal(place), low);
    rest -= target[place] - least[terminal(place)];
  }
  const atLevel = places.filter((place) => amountAt(terminal(place), high) >= least[terminal(place)]);
  for (const candidates of [atLevel, places]) {
    for (let given = 1; rest > 0 && given > 0; ) {
      given = 0;
      for (const place of candidates) {
        const more = Math.min(
          rest,
          most[terminal(place)] - target[place],
          Math.max(1, Math.floor(rest / places.length)),
        );
        target[place] += more;
        rest -= more;
        given += more;
      }
    }
  }
}

function ends(
  places: readonly number[],
  value: (place: number) => number,
  pick: (a: number, b: number) => number,
): [number] {
  return [places.map(value).reduce((a, b) => pick(a, b))];
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
