import { FeederNodes } from "./feeder-nodes.js";
import type { CheckedFeederOptions } from "./feeder-options.js";
import { growUser } from "./grow-users.js";
import { purpose } from "./purpose.js";
import { SeededRandom } from "./seeded-random.js";

/** More users than that, and there is another substation. */
const MOST_USERS_OF_SUBSTATION = 15_000;
/** As many have no medium voltage of their own: a village transformer. */
const MOST_USERS_OF_TRANSFORMER = 80;

interface Span {
  readonly least: number;
  readonly most: number;
}

/** How many users transformers have: villages, suburbs, blocks. */
const districts: readonly (readonly [Span, share: number])[] = [
  [{ least: 4, most: 25 }, 0.5],
  [{ least: 25, most: 50 }, 0.35],
  [{ least: 50, most: MOST_USERS_OF_TRANSFORMER }, 0.15],
];

const USERS_OF_MEDIUM_VOLTAGE_FEEDER = { least: 500, most: 1800 };
const USERS_OF_LOW_VOLTAGE_FEEDER = { least: 4, most: 24 };
/** Poles and joints between two transformers, and between two houses of a street. */
const LINE_SECTIONS = { least: 1, most: 6 };
const CABLE_SECTIONS = { least: 1, most: 5 };
const MOST_SERVICES_OF_JOINT = 2;
/** How often a line goes on where it ended, not as a branch from somewhere before. */
const LINE_GOES_ON = 0.85;
const CABLE_GOES_ON = 0.9;

/**
 * The nodes of a radial feeder: a busbar, substations, lines that go on and branch, transformers, cables of streets with houses at
 * their joints. Parents come before their children; limits of what is not a user are still open.
 */
export function growFeeder(options: CheckedFeederOptions): FeederNodes {
  const growth = new Growth(options);
  growth.grow();
  return growth.nodes;
}

class Growth {
  readonly nodes = new FeederNodes();
  readonly #options: CheckedFeederOptions;
  readonly #random: SeededRandom;
  #connected = 0;

  constructor(options: CheckedFeederOptions) {
    this.#options = options;
    this.#random = SeededRandom.for(options.seed, purpose.structure);
  }

  grow(): void {
    const { users } = this.#options;
    const root = this.nodes.addNamed(-1, "grid", "grid", Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    if (users <= MOST_USERS_OF_TRANSFORMER) this.#growDistrict(root, users);
    else {
      const substations = Math.ceil(users / MOST_USERS_OF_SUBSTATION);
      for (const share of evenShares(users, substations)) this.#growSubstation(root, share);
    }
  }

  #growSubstation(root: number, users: number): void {
    const substation = this.nodes.add(root, "substation");
    for (const share of this.#shares(users, USERS_OF_MEDIUM_VOLTAGE_FEEDER)) this.#growLine(substation, share);
  }

  /** A line along which transformers stand, and lines branch. */
  #growLine(substation: number, users: number): void {
    const poles: number[] = [];
    for (const share of this.#districts(users)) {
      const pole = this.#run(this.#nextFrom(substation, poles, LINE_GOES_ON), "line", LINE_SECTIONS);
      poles.push(pole);
      this.#growDistrict(pole, share);
    }
  }

  /** A transformer, the cables that leave it, and who is connected to them. */
  #growDistrict(from: number, users: number): void {
    const transformer = this.nodes.add(from, "transformer");
    for (const share of this.#shares(users, USERS_OF_LOW_VOLTAGE_FEEDER)) this.#growCable(transformer, share);
  }

  #growCable(transformer: number, users: number): void {
    const joints: number[] = [];
    for (let left = users; left > 0; ) {
      const joint = this.#run(this.#nextFrom(transformer, joints, CABLE_GOES_ON), "cable", CABLE_SECTIONS);
      joints.push(joint);
      const services = Math.min(left, this.#random.integer(1, MOST_SERVICES_OF_JOINT));
      for (let service = 0; service < services; service++)
        growUser(this.nodes, joint, ++this.#connected, this.#options);
      left -= services;
    }
  }

  /** Where the next piece of a line begins: at its end, or at a place before. */
  #nextFrom(beginning: number, places: readonly number[], goesOn: number): number {
    if (places.length === 0) return beginning;
    if (this.#random.next() < goesOn) return places[places.length - 1];
    return places[this.#random.integer(0, places.length - 1)];
  }

  /** Some sections in a row. @returns the last */
  #run(from: number, kind: "line" | "cable", { least, most }: Span): number {
    let end = from;
    for (let left = this.#random.integer(least, most); left > 0; left--) end = this.nodes.add(end, kind);
    return end;
  }

  /** Users shared out among as few feeders as hold them, none of which has more than the most. */
  #shares(users: number, span: Span): number[] {
    return evenShares(
      users,
      Math.ceil(users / this.#random.integer(Math.ceil((span.least + span.most) / 2), span.most)),
    );
  }

  #districts(users: number): number[] {
    const shares: number[] = [];
    for (let left = users; left > 0; ) {
      const { least, most } = this.#random.weighted(districts);
      const share = Math.min(left, this.#random.integer(least, most));
      shares.push(share);
      left -= share;
    }
    return shares;
  }
}

/** A whole number in so many parts, none of which differs from another by more than 1. */
function evenShares(whole: number, parts: number): number[] {
  return Array.from(
    { length: parts },
    (_, part) => Math.floor((whole * (part + 1)) / parts) - Math.floor((whole * part) / parts),
  );
}
