import { element } from "./element.js";

/** An entry of a legend: the class of its swatch, a sign in place of one, or nothing but words. */
export type LegendEntry =
  | { readonly tone: string; readonly sign?: undefined; readonly words: string }
  | { readonly tone: string; readonly sign: string; readonly words: string }
  | { readonly tone?: undefined; readonly words: string };

/** What colours, fillings and signs mean. */
export function legend(entries: readonly LegendEntry[]): HTMLElement {
  return element("ul", { class: "legend", "aria-label": "Legend" }, ...entries.map(entryElement));
}

function entryElement(entry: LegendEntry): HTMLElement {
  if (entry.tone === undefined) return element("li", {}, entry.words);
  const { tone, sign, words } = entry;
  const look = sign === undefined ? `swatch ${tone}` : tone;
  return element("li", {}, element("span", { class: look, "aria-hidden": "true" }, ...(sign ? [sign] : [])), words);
}
