/** What the nodes of a generated feeder are. */
export type FeederKind =
  | "grid"
  | "substation"
  | "line"
  | "transformer"
  | "cable"
  | "connection"
  | "household"
  | "business"
  | "pv"
  | "ev"
  | "storage";

/** The nodes of a feeder as it grows: parents before their children. */
export class FeederNodes {
  readonly ids: string[] = [];
  readonly kinds: FeederKind[] = [];
  readonly parent: number[] = [];
  /** kW; above 0 where a load is. */
  readonly lower: number[] = [];
  readonly upper: number[] = [];
  /** Whose leaf it is, from 1; 0 for what is nobody's. */
  readonly user: number[] = [];
  readonly #count = new Map<FeederKind, number>();

  /** A node whose limits follow from what is below it, called by its kind and number. */
  add(parent: number, kind: FeederKind): number {
    const count = (this.#count.get(kind) ?? 0) + 1;
    this.#count.set(kind, count);
    return this.addNamed(parent, kind, `${kind}${count}`, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  addNamed(parent: number, kind: FeederKind, id: string, lower: number, upper: number, user = 0): number {
    this.ids.push(id);
    this.kinds.push(kind);
    this.parent.push(parent);
    this.lower.push(lower);
    this.upper.push(upper);
    this.user.push(user);
    return this.ids.length - 1;
  }
}
