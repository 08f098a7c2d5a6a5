import { decodePageData } from "../../src/report/html/page-data.js";
import type { WidthBy } from "../../src/report/icicle-widths.js";
import { mountReport } from "./mount-report.js";

/** The page is a frame with the report's data in it; this draws them. */
async function open(): Promise<void> {
  const container = document.getElementById("report")!;
  const data = document.getElementById("report-data")!;
  const report = await decodePageData(data.textContent);
  // The text is as large as the grid, and has served its purpose.
  data.remove();
  const { start, widthBy } = container.dataset;
  mountReport(container, report, { start: Number(start), widthBy: widthBy as WidthBy });
}

open();
