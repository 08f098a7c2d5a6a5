import { type LegendEntry, legend } from "../page/legend.js";

const entries: readonly LegendEntry[] = [
  { tone: "calm", words: "limit half full" },
  { tone: "near", words: "80 % and more" },
  { tone: "binding", words: "▲ ▼ binds" },
  { tone: "broken", words: "✖ broken" },
  { tone: "open", words: "no limit" },
  { tone: "leaf", words: "leaf, 60 % of what it wants" },
  { tone: "more", words: "more levels below" },
];

/** What colours, fillings and signs of the icicle mean. */
export function icicleLegend(): HTMLElement {
  return legend(entries);
}
