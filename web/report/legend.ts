import { element } from "../page/element.js";

const entries: readonly (readonly [string, string])[] = [
  ["calm", "limit half full"],
  ["near", "80 % and more"],
  ["binding", "▲ ▼ binds"],
  ["broken", "✖ broken"],
  ["open", "no limit"],
  ["leaf", "leaf, 60 % of what it wants"],
  ["more", "more levels below"],
];

/** What colours, fillings and signs mean. */
export function legend(): HTMLElement {
  return element(
    "ul",
    { class: "legend", "aria-label": "Legend" },
    ...entries.map(([tone, words]) =>
      element("li", {}, element("span", { class: `swatch ${tone}`, "aria-hidden": "true" }), words),
    ),
  );
}
