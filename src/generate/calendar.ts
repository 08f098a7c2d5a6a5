export const QUARTERS_OF_DAY = 96;

const MILLISECONDS_OF_DAY = 86_400_000;
const DAYS_OF_YEAR = 365;
const MIDSUMMER = 171;

/** A day as profiles see it. */
export interface CalendarDay {
  /** From 0 on. */
  readonly day: number;
  readonly isWeekend: boolean;
  /** 1 at midsummer, -1 at midwinter of the northern half. */
  readonly summer: number;
}

/** The first days of a year. */
export function calendarDays(year: number, days: number): CalendarDay[] {
  return Array.from({ length: days }, (_, day) => {
    const weekday = new Date(Date.UTC(year, 0, 1) + day * MILLISECONDS_OF_DAY).getUTCDay();
    return { day, isWeekend: weekday === 0 || weekday === 6, summer: cosineOfTurns((day - MIDSUMMER) / DAYS_OF_YEAR) };
  });
}

/**
 * The cosine of an angle in whole turns, to 0.002, by Bhaskara's formula: `Math.cos` may differ in its last bits from machine to machine, and a generated
 * feeder may not.
 */
export function cosineOfTurns(turns: number): number {
  const part = Math.abs(turns - Math.round(turns));
  if (part > 0.25) return -cosineOfTurns(0.5 - part);
  const square = 4 * part * part;
  return (1 - 4 * square) / (1 + square);
}
