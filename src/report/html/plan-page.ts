import { counted } from "../picture-numbers.js";
import type { PlanReport } from "../plan-report.js";
import { htmlPage, type Provenance } from "./html-page.js";
import { pageScript, pageStyle } from "./plan-page-assets.js";
import { packPlan } from "./plan-page-data.js";

/** What a plan's page says beside the plan. */
export interface PlanPageOptions {
  /** What the page is called: the root's name. */
  readonly title: string;
  /** Where the plan comes from; stands at the foot of the page. Default: nothing does. */
  readonly provenance?: Provenance | undefined;
}

/**
 * A plan as a page of its own, in one file that needs no network: the load over time, each session's power, the busiest limits, and
 * a table to sort. It draws the sessions that can be seen, and opens with a hundred thousand of them too.
 */
export async function planPage(report: PlanReport, { title, provenance }: PlanPageOptions): Promise<string> {
  const { told, power } = await packPlan(report);
  const { steps, sessions, time } = report;
  return htmlPage({
    title: `${title}: who charges when`,
    heading: title,
    summary: `${counted(sessions.length, "session")} from ${time(0)} to ${time(steps)}, in ${counted(steps, "step")}`,
    main: '<main id="plan"><noscript><p>The pictures need JavaScript.</p></noscript></main>',
    data: { "plan-data": told, "plan-power": power },
    script: pageScript,
    style: pageStyle,
    provenance,
  });
}
