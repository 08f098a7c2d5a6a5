import type { WidthBy } from "../icicle-widths.js";
import { textWidth } from "../text-width.js";

interface Entry {
  readonly swatch: string;
  readonly words: string;
}

const FONT_SIZE = 12;
const ROW_HEIGHT = 22;
const SWATCH = 16;

function swatch(...rects: readonly (readonly [string, number])[]): string {
  return rects
    .map(([kind, share]) => {
      const height = SWATCH * share;
      return `<rect ${kind} y="${SWATCH - height}" width="${SWATCH}" height="${height}"/>`;
    })
    .join("");
}

const entries: readonly Entry[] = [
  { swatch: swatch(['class="track"', 1], ['class="calm"', 0.5]), words: "limit half full" },
  { swatch: swatch(['class="track"', 1], ['class="near"', 0.85]), words: "80 % and more" },
  {
    swatch:
      swatch(['class="binding"', 1], ['fill="url(#cnab-hatch)" opacity=".35"', 1]) +
      `<rect class="edge" width="${SWATCH}" height="3"/>`,
    words: "▲ ▼ binds",
  },
  { swatch: swatch(['class="broken"', 1]), words: "✖ broken" },
  { swatch: `<rect class="open" x=".5" y=".5" width="15" height="15"/>`, words: "no limit" },
  { swatch: swatch(['class="track"', 1], ['class="leaf"', 0.6]), words: "leaf, 60 % of what it wants" },
  { swatch: `<path class="more" d="M4 6h8l-4 4z"/>`, words: "more levels below" },
];

const widthWords: Readonly<Record<WidthBy, string>> = {
  leaves: "width: leaves below",
  flow: "width: flow of the leaves below, import or export",
};

/** What colours, fillings, signs and widths tell, on as many rows as it takes. */
export function svgLegend(
  left: number,
  top: number,
  width: number,
  widthBy: WidthBy,
): { markup: string; height: number } {
  let [x, y] = [0, 0];
  const place = (wide: number) => {
    if (x > 0 && x + wide > width) [x, y] = [0, y + ROW_HEIGHT];
    const at = [x, y];
    x += wide;
    return at;
  };
  const placed = entries.map(({ swatch, words }) => {
    const [atX, atY] = place(SWATCH + 6 + textWidth(words, FONT_SIZE) + 18);
    const text = `<text x="${SWATCH + 6}" y="12.5">${words}</text>`;
    return `<g transform="translate(${Math.round(atX)} ${atY})">${swatch}${text}</g>`;
  });
  const [atX, atY] = place(textWidth(widthWords[widthBy], FONT_SIZE));
  placed.push(`<text class="quiet" x="${Math.round(atX)}" y="${atY + 12.5}">${widthWords[widthBy]}</text>`);
  const markup = `<g transform="translate(${left} ${top})" font-size="${FONT_SIZE}">${placed.join("")}</g>`;
  return { markup, height: y + ROW_HEIGHT };
}
