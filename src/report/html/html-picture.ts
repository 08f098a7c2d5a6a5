import { printable } from "../../model/printable.js";
import type { FlowReport } from "../flow-report.js";
import { startNode } from "../fold.js";
import type { WidthBy } from "../icicle-widths.js";
import { escapeMarkup } from "../markup.js";
import { nodeId, nodeName, summaryWords } from "../node-words.js";
import { paletteStyle } from "../svg/svg-style.js";
import { pageScript, pageStyle } from "./page-assets.js";
import { encodePageData } from "./page-data.js";

export interface HtmlPictureOptions {
  /** Id of the node that the page opens at; default the root. */
  readonly under?: string | undefined;
  /** What widths tell at first: the number of leaves below (default), or what is moved below, whichever way. */
  readonly widthBy?: WidthBy | undefined;
  /** Where the picture comes from; stands at the foot of the page. Default: nothing does. */
  readonly provenance?: Provenance | undefined;
}

/** Where a picture comes from, so that it can be made again. */
export interface Provenance {
  /** The program and its version. */
  readonly madeBy: string;
  /** The file of the grid. */
  readonly grid: string;
  /** The file of the flows, where they were read and not solved for. */
  readonly result?: string | undefined;
  /** What was asked for, as one types it. */
  readonly options?: string | undefined;
  readonly date: Date;
}

/** Nothing may be loaded from anywhere. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";

/**
 * A page of its own, in one file that needs no network: an icicle to zoom in by click and keyboard, the limits that bind, how
 * well leaves are served, and a search. It draws what can be seen, and opens with hundreds of thousands of nodes too.
 * @throws InputError for an unknown `under`
 */
export async function htmlPicture(report: FlowReport, options: HtmlPictureOptions = {}): Promise<string> {
  const start = startNode(report, options.under);
  const { root } = report;
  const title = nodeName(report, root) ?? nodeId(report, root);
  const settings = `data-start="${start}" data-width-by="${options.widthBy ?? "leaves"}"`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}: flows and limits</title>`,
    `<style>${paletteStyle(":root")}\n${pageStyle}</style>`,
    "</head>",
    "<body>",
    `<header class="page-head"><h1>${escapeMarkup(title)}</h1><p>${escapeMarkup(summaryWords(report))}</p></header>`,
    `<main id="report" ${settings}><noscript><p>The picture needs JavaScript.</p></noscript></main>`,
    ...footer(options.provenance),
    `<script type="text/plain" id="report-data">${await encodePageData(report)}</script>`,
    `<script>${pageScript}</script>`,
    "</body>",
    "</html>\n",
  ].join("\n");
}

function footer(provenance: Provenance | undefined): string[] {
  if (provenance === undefined) return [];
  const { madeBy, grid, result, options, date } = provenance;
  const from = result === undefined ? `from ${grid}` : `from ${grid} and the flows in ${result}`;
  const asked = options === undefined || options === "" ? "" : `, with ${options}`;
  const words = printable(
    `Made by ${madeBy} ${from}${asked}, ${date.toISOString().slice(0, 16).replace("T", " ")} UTC.`,
  );
  return [`<footer class="page-foot"><p>${escapeMarkup(words)}</p></footer>`];
}
