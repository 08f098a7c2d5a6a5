import { printable } from "../../model/printable.js";
import { escapeMarkup } from "../markup.js";
import { paletteStyle } from "../svg/svg-style.js";

/** Where a picture comes from, so that it can be made again. */
export interface Provenance {
  /** The program and its version. */
  readonly madeBy: string;
  /** The file of the grid. */
  readonly grid: string;
  /** The file of the flows, where they were read and not solved for. */
  readonly result?: string | undefined;
  /** The file of the sessions, in a plan. */
  readonly sessions?: string | undefined;
  /** The files of the profiles and of the events, where there are some. */
  readonly profiles?: string | undefined;
  readonly events?: string | undefined;
  /** What was asked for, as one types it. */
  readonly options?: string | undefined;
  readonly date: Date;
}

/** What a page is made of. */
export interface HtmlPage {
  readonly title: string;
  readonly heading: string;
  readonly summary: string;
  /** Markup of the element that the script fills. */
  readonly main: string;
  /** What the script reads, packed: by the id of the element that it stands in. */
  readonly data: Readonly<Record<string, string>>;
  /** Default: none. */
  readonly script?: string | undefined;
  readonly style: string;
  readonly provenance?: Provenance | undefined;
}

/** Nothing may be loaded from anywhere. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";

/** A page in one file that needs no network. */
export function htmlPage({ title, heading, summary, main, data, script, style, provenance }: HtmlPage): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${paletteStyle(":root")}\n${style}</style>`,
    "</head>",
    "<body>",
    `<header class="page-head"><h1>${escapeMarkup(heading)}</h1><p>${escapeMarkup(summary)}</p></header>`,
    main,
    ...footer(provenance),
    ...Object.entries(data).map(([id, text]) => `<script type="text/plain" id="${id}">${text}</script>`),
    ...(script === undefined ? [] : [`<script>${script}</script>`]),
    "</body>",
    "</html>\n",
  ].join("\n");
}

function footer(provenance: Provenance | undefined): string[] {
  if (provenance === undefined) return [];
  const { madeBy, grid, result, sessions, profiles, events, options, date } = provenance;
  const inputs = { flows: result, sessions, profiles, events };
  const beside = Object.entries(inputs).flatMap(([what, file]) => (file ? [`the ${what} in ${file}`] : []));
  const from = ["from", [grid, ...beside].join(" and ")].join(" ");
  const asked = options === undefined || options === "" ? "" : `, with ${options}`;
  const words = printable(
    `Made by ${madeBy} ${from}${asked}, ${date.toISOString().slice(0, 16).replace("T", " ")} UTC.`,
  );
  return [`<footer class="page-foot"><p>${escapeMarkup(words)}</p></footer>`];
}
