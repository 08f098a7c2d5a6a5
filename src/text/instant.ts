const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const MILLISECONDS_OF_MINUTE = 60_000;

/** A point in time, and the zone that it was written in. */
export interface Instant {
  /** Since 1970, as `Date` counts. */
  readonly milliseconds: number;
  readonly offsetMinutes: number;
}

/** The time in an RFC 3339 text, a blank in place of its `T` or not; `undefined` where it is none, or no day of the calendar. */
export function instantOf(text: string): Instant | undefined {
  const found = rfc3339.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const [fraction, sign, zoneHours, zoneMinutes] = found.slice(7);
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && minute < 60 && second < 60;
  if (!isThere || Number(zoneHours ?? 0) > 23 || Number(zoneMinutes ?? 0) > 59) return undefined;
  const offset = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * (sign === "-" ? -1 : 1);
  return {
    milliseconds: date.getTime() + Number(fraction ?? 0) * 1000 - offset * MILLISECONDS_OF_MINUTE,
    offsetMinutes: offset,
  };
}

/** RFC 3339, in the zone of the instant. */
export function instantText({ milliseconds, offsetMinutes }: Instant): string {
  const local = new Date(milliseconds + offsetMinutes * MILLISECONDS_OF_MINUTE).toISOString().replace(/\.000Z$|Z$/, "");
  if (offsetMinutes === 0) return `${local}Z`;
  const size = Math.abs(offsetMinutes);
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return `${local}${offsetMinutes < 0 ? "-" : "+"}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}
