import type { FlowReport } from "../flow-report.js";
import { startNode } from "../fold.js";
import type { WidthBy } from "../icicle-widths.js";
import { nodeId, nodeName, summaryWords } from "../node-words.js";
import { htmlPage, type Provenance } from "./html-page.js";
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

/**
 * A page of its own, in one file that needs no network: an icicle to zoom in by click and keyboard, the limits that bind, how
 * well leaves are served, and a search. It draws what can be seen, and opens with hundreds of thousands of nodes too.
 * @throws InputError for an unknown `under`
 */
export async function htmlPicture(report: FlowReport, options: HtmlPictureOptions = {}): Promise<string> {
  const start = startNode(report, options.under);
  const { root } = report;
  const name = nodeName(report, root) ?? nodeId(report, root);
  const settings = `data-start="${start}" data-width-by="${options.widthBy ?? "leaves"}"`;
  return htmlPage({
    title: `${name}: flows and limits`,
    heading: name,
    summary: summaryWords(report),
    main: `<main id="report" ${settings}><noscript><p>The picture needs JavaScript.</p></noscript></main>`,
    data: { "report-data": await encodePageData(report) },
    script: pageScript,
    style: pageStyle,
    provenance: options.provenance,
  });
}
