import type { ReportNotes } from "../import-report.js";
import type { DssObject } from "./dss-object.js";

const loadDefaults = { kw: 10, pf: 0.88, allocationfactor: 0.5, kwhdays: 30, cfactor: 4 };

/** The later of two numbers that say the same thing decides, as in OpenDSS. */
function lastOf(object: DssObject, ...properties: readonly string[]): string | undefined {
  let last: string | undefined;
  for (const property of object.values.keys()) if (properties.includes(property)) last = property;
  return last;
}

/**
 * What a load draws, in kW: what was said last of `kW`, `kVA`, `xfkVA × allocationfactor` and `kWh`, where needed with `pf` or
 * `kvar`.
 */
export function loadKw(load: DssObject, notes: ReportNotes): number {
  const number = (property: string) => load.number(property, notes);
  const assumed = (property: keyof typeof loadDefaults) => {
    notes.assume(load.id, `no ${property}; OpenDSS takes ${loadDefaults[property]}`);
    return loadDefaults[property];
  };
  const known = (property: keyof typeof loadDefaults) => number(property) ?? assumed(property);
  const kvar = lastOf(load, "pf", "kvar") === "kvar" ? number("kvar") : undefined;
  switch (lastOf(load, "kw", "kva", "xfkva", "allocationfactor", "kwh", "kwhdays", "cfactor")) {
    case "kw":
      return known("kw");
    case "kva": {
      const kva = number("kva") ?? 0;
      if (kvar === undefined) return kva * Math.abs(known("pf"));
      if (kva < Math.abs(kvar)) notes.assume(load.id, `${kvar} kvar is more than ${kva} kVA; it draws no kW`);
      return Math.sqrt(Math.max(kva * kva - kvar * kvar, 0));
    }
    case "xfkva":
    case "allocationfactor":
      return (number("xfkva") ?? 0) * known("allocationfactor") * Math.abs(known("pf"));
    case "kwh":
    case "kwhdays":
    case "cfactor":
      return ((number("kwh") ?? 0) / (known("kwhdays") * 24)) * known("cfactor");
    default: {
      const pf = number("pf");
      if (!load.has("kvar") || pf === undefined || Math.abs(pf) >= 1) return assumed("kw");
      return (Math.abs(number("kvar") ?? 0) * Math.abs(pf)) / Math.sqrt(1 - pf * pf);
    }
  }
}

/** What a photovoltaic system gives, in kW: the panels' power at the irradiance, no more than the inverter's. */
export function panelKw(panels: DssObject, notes: ReportNotes): number {
  const peak = panels.number("pmpp", notes);
  if (peak === undefined) notes.assume(panels.id, "no Pmpp; OpenDSS takes 500");
  const irradiance = panels.number("irradiance", notes) ?? 1;
  const percent = panels.number("%pmpp", notes) ?? 100;
  const inverter = panels.number("kva", notes) ?? Number.POSITIVE_INFINITY;
  return Math.min((peak ?? 500) * irradiance * (percent / 100), inverter);
}

/** What a generator gives, in kW. */
export function generatorKw(generator: DssObject, notes: ReportNotes): number {
  return generator.number("kw", notes) ?? assumedKw(generator, notes, "kW", 1000);
}

/** What a storage takes or gives at most, in kW. */
export function storageKw(storage: DssObject, notes: ReportNotes): number {
  return Math.abs(storage.number("kwrated", notes) ?? assumedKw(storage, notes, "kWrated", 25));
}

function assumedKw({ id }: DssObject, notes: ReportNotes, property: string, kw: number): number {
  notes.assume(id, `no ${property}; OpenDSS takes ${kw}`);
  return kw;
}
