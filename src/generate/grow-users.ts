import type { FeederNodes } from "./feeder-nodes.js";
import type { CheckedFeederOptions } from "./feeder-options.js";
import { purpose } from "./purpose.js";
import { SeededRandom } from "./seeded-random.js";
import { mainFuses, smallestRating } from "./standard-ratings.js";

/** Who is connected: a home or a business, and what stands there. All in kW. */
interface Equipment {
  readonly kind: "household" | "business";
  readonly peak: number;
  readonly pv: number;
  readonly ev: number;
  readonly storage: number;
}

const BUSINESS_SHARE = 0.06;

const chargers = [
  [3.7, 0.1],
  [7.4, 0.2],
  [11, 0.6],
  [22, 0.1],
] as const;

const batteries = [
  [3, 0.3],
  [5, 0.4],
  [7, 0.2],
  [10, 0.1],
] as const;

/**
 * Connects the next user: a leaf for its load, and where more stands there a connection with its fuse above one for each.
 * A user is the same whatever the shares are, so that more solar power is that of before and some more.
 * @param user its number, from 1
 */
export function growUser(nodes: FeederNodes, parent: number, user: number, options: CheckedFeederOptions): void {
  const { kind, peak, pv, ev, storage } = equipmentOf(user, options);
  const id = `user${user}`;
  const isAlone = pv === 0 && ev === 0 && storage === 0;
  const at = isAlone ? parent : connect(nodes, parent, id, Math.max(peak + ev, pv, storage));
  nodes.addNamed(at, kind, `${id}.load`, 0, peak, user);
  if (pv > 0) nodes.addNamed(at, "pv", `${id}.pv`, -pv, 0, user);
  if (ev > 0) nodes.addNamed(at, "ev", `${id}.ev`, 0, ev, user);
  if (storage > 0) nodes.addNamed(at, "storage", `${id}.storage`, -storage, storage, user);
}

function connect(nodes: FeederNodes, parent: number, id: string, kw: number): number {
  const fuse = smallestRating(mainFuses, kw);
  return nodes.addNamed(parent, "connection", id, -fuse, fuse);
}

function equipmentOf(user: number, { seed, pv, ev, storage }: CheckedFeederOptions): Equipment {
  const random = SeededRandom.for(seed, purpose.user, user);
  const isBusiness = random.next() < BUSINESS_SHARE;
  const size = random.next();
  const sun = random.next();
  const roof = random.next();
  const car = random.next();
  const charger = random.weighted(chargers);
  const battery = random.weighted(batteries);
  // The square of an even number: many small ones, few large ones.
  const peak = isBusiness ? 10 + 90 * size * size : 4 + 7 * size * size;
  return {
    kind: isBusiness ? "business" : "household",
    peak: inSteps(peak, 2),
    pv: sun < pv ? inSteps(isBusiness ? peak * (0.5 + 0.5 * roof) : 3 + 9 * roof * roof, 2) : 0,
    ev: car < ev ? charger : 0,
    storage: sun < storage ? battery : 0,
  };
}

/** The next multiple of a fraction of a kW. */
function inSteps(kw: number, stepsOfKw: number): number {
  return Math.ceil(kw * stepsOfKw) / stepsOfKw;
}
