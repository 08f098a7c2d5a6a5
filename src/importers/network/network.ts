import type { Coordinates } from "../../text/grid.js";
import type { ReportNotes } from "../import-report.js";

/** A limit in kW and where it comes from; unlimited is Infinity. */
export interface Rating {
  readonly kw: number;
  readonly source: string;
}

/** A limit of its own in series with a branch: a fuse. */
export interface SeriesElement {
  readonly id: string;
  readonly kind: string;
  readonly rating: Rating;
}

/** What carries power between two buses. */
export interface Branch {
  readonly id: string;
  readonly name: string | undefined;
  readonly kind: string;
  /** Bus numbers. */
  readonly from: number;
  readonly to: number;
  readonly rating: Rating;
  readonly phases: number;
  /** Bit p - 1 for phase p; 0 where the file does not tell. */
  readonly phaseBits: number;
  /** Whether it joins two voltages, so that it counts inside a meshed part too. */
  readonly transforms: boolean;
  readonly series?: readonly SeriesElement[] | undefined;
}

/** What takes or gives power at a bus. */
export interface Appliance {
  readonly id: string;
  readonly name: string | undefined;
  readonly kind: string;
  readonly bus: number;
  readonly lower: number;
  readonly upper: number;
  readonly request: number;
  readonly phases: number;
  readonly source: string;
  readonly profile?: string | undefined;
}

/** Buses, what joins them and what hangs on them, as a file has them: not a tree yet. */
export class Network {
  readonly busNames: string[] = [];
  readonly kvLineToNeutral: number[] = [];
  readonly places: (Coordinates | undefined)[] = [];
  readonly branches: Branch[] = [];
  readonly appliances: Appliance[] = [];
  /** Buses that are fed from outside. */
  readonly sources: number[] = [];
  readonly #busOfName = new Map<string, number>();

  constructor(
    readonly notes: ReportNotes,
    readonly name: string | undefined,
  ) {}

  /** Number of the bus with that name, which is new if nobody has named it yet. */
  bus(name: string): number {
    let bus = this.#busOfName.get(name);
    if (bus === undefined) {
      bus = this.busNames.length;
      this.#busOfName.set(name, bus);
      this.busNames.push(name);
      this.kvLineToNeutral.push(Number.NaN);
      this.places.push(undefined);
    }
    return bus;
  }

  /** Number of the bus with that name; `undefined` where nobody has named it. */
  knownBus(name: string): number | undefined {
    return this.#busOfName.get(name);
  }

  /** Adds a load, a source of power or a store: `kw` of import, negative for export, which is what it requests. */
  addAppliance(appliance: Omit<Appliance, "lower" | "upper" | "request">, kw: number): void {
    this.appliances.push({ ...appliance, lower: Math.min(kw, 0), upper: Math.max(kw, 0), request: kw });
  }
}
