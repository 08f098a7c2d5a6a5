export {
  FlowReport,
  type FlowReportOptions,
  type LimitedTree,
  type LimitState,
  limitState,
  type NodeTexts,
} from "./flow-report.js";
export type { FoldOptions } from "./fold.js";
export type { Provenance } from "./html/html-page.js";
export { type HtmlPictureOptions, htmlPicture } from "./html/html-picture.js";
export type { WidthBy } from "./icicle-widths.js";
export type { SeriesRuns } from "./series-runs.js";
export { type SvgPictureOptions, svgPicture } from "./svg/svg-picture.js";
export { mermaidPicture } from "./text/mermaid-picture.js";
export { type TreePictureOptions, treePicture } from "./text/tree-picture.js";
