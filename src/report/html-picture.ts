import type { FlowReport } from "./flow-report.js";
import type { WidthBy } from "./icicle-widths.js";
export function htmlPicture(
  _report: FlowReport,
  _options: { under?: string | undefined; widthBy?: WidthBy | undefined },
): Promise<string> {
  return Promise.resolve("");
}
