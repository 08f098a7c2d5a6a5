/** A leaf over the steps of a run. Energies are in units of the limits times hours: kWh for kW. */
export interface LeafOfRun {
  readonly id: string;
  readonly requested: number;
  readonly served: number;
  readonly cut: number;
  readonly hoursCut: number;
}

/** How full a limit of an inner node is, over the steps of a run. */
export interface LimitOfRun {
  readonly id: string;
  /** How many others are as full at all times: cables in a row. */
  readonly alike: number;
  /** The share of the limit on the flow's side that is used, the greatest first: at so many shares of all steps, evenly spaced from 0 to 1. */
  readonly curve: readonly number[];
  /** Hours in which it is full. */
  readonly hoursFull: number;
}

/** The day on which most was cut. Powers, a number a step. */
export interface DayOfRun {
  readonly date: string;
  /** Minutes from midnight at which its steps begin. */
  readonly minutes: readonly number[];
  readonly served: Float64Array;
  /** What was cut from those who were cut most, and from all others, either way. */
  readonly cut: readonly { readonly id: string; readonly power: Float64Array }[];
  readonly othersCut: Float64Array;
}

/** What a run came to, as its page shows it. */
export interface RunReport {
  readonly steps: number;
  readonly stepsWithoutAnswer: number;
  /** Length of a step. */
  readonly hours: number;
  readonly first: string;
  readonly last: string;
  readonly days: readonly string[];
  /** Cut in each hour of each day, 24 numbers a day: energy. */
  readonly cutByHour: Float64Array;
  /** Whether every leaf has a row at every step; else those alone that were cut, and nothing is known of what others had. */
  readonly isWhole: boolean;
  /** Those who were cut, the most first. */
  readonly cutLeaves: readonly LeafOfRun[];
  readonly leafCount: number;
  readonly requested: number;
  readonly served: number;
  readonly cutImport: number;
  readonly cutExport: number;
  /** `undefined` where nothing was cut. */
  readonly worstDay: DayOfRun | undefined;
  /** The fullest limits; `undefined` without a grid, or where leaves have no rows. */
  readonly limits: readonly LimitOfRun[] | undefined;
}
