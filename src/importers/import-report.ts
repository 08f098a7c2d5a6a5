/** Elements between the same two buses that became one node. */
export interface MergedElements {
  /** Id of the node: that of the first. */
  readonly id: string;
  readonly ids: readonly string[];
  /** Whether they are the phases of one bank, and not in parallel at all. */
  readonly bank: boolean;
}

/** An element at which a loop was opened; it carries nothing in the tree. */
export interface CutElement {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** Buses with more than one loop among them, which the tree takes for one busbar. */
export interface MeshedPart {
  /** Id of the node that the busbar belongs to. */
  readonly node: string;
  /** The elements inside, which limit nothing. */
  readonly ids: readonly string[];
}

/** Buses that no source reaches, and what is connected to them; all of it is left out. */
export interface Island {
  readonly buses: readonly string[];
  readonly ids: readonly string[];
}

/** Something about one element. */
export interface ElementNote {
  readonly id: string;
  readonly reason: string;
}

/** A line of a file that was not understood, and left out. */
export interface Misunderstood {
  readonly source: string;
  readonly line: number | undefined;
  readonly problem: string;
}

/** A node whose flow is beyond its rating when everyone gets what they request. */
export interface OverRating {
  readonly id: string;
  readonly flowKw: number;
  readonly ratingKw: number;
}

/** What became of everything in a grid file. */
export interface ImportReport {
  readonly format: string;
  readonly source: string;
  /** What the file calls the grid. */
  readonly name: string | undefined;
  /** How many elements of each class were read, those that are off included. */
  readonly read: Readonly<Record<string, number>>;
  /** What plays no part in a tree of limits: classes, tables and commands, and how many of each. */
  readonly ignored: Readonly<Record<string, number>>;
  readonly merged: readonly MergedElements[];
  readonly cut: readonly CutElement[];
  readonly meshed: readonly MeshedPart[];
  readonly islands: readonly Island[];
  /** Elements that are off, open, or lead nowhere. */
  readonly dropped: readonly ElementNote[];
  /** Elements without a rating that can be believed; they are unlimited. */
  readonly unrated: readonly ElementNote[];
  /** Where a number is not the file's own. */
  readonly assumed: readonly ElementNote[];
  readonly misunderstood: readonly Misunderstood[];
  readonly overRating: readonly OverRating[];
  readonly nodes: number;
  readonly leaves: number;
  /** Elements between the root and the leaf that has most of them above it, the leaf included. */
  readonly depth: number;
  /** Sum of the import that is requested, in kW. */
  readonly loadKw: number;
  /** Sum of the export that is requested, in kW, as a positive number. */
  readonly exportKw: number;
}

/** Gathers what readers have to tell; the tree adds the rest. */
export class ReportNotes {
  readonly read: Record<string, number> = Object.create(null);
  readonly ignored: Record<string, number> = Object.create(null);
  readonly dropped: ElementNote[] = [];
  readonly unrated: ElementNote[] = [];
  readonly assumed: ElementNote[] = [];
  readonly misunderstood: Misunderstood[] = [];

  count(what: string): void {
    this.read[what] = (this.read[what] ?? 0) + 1;
  }

  ignore(what: string): void {
    this.ignored[what] = (this.ignored[what] ?? 0) + 1;
  }

  drop(id: string, reason: string): void {
    this.dropped.push({ id, reason });
  }

  assume(id: string, reason: string): void {
    this.assumed.push({ id, reason });
  }

  misunderstand(source: string, line: number | undefined, problem: string): void {
    this.misunderstood.push({ source, line, problem });
  }
}
