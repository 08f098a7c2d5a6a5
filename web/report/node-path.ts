import type { FlowReport } from "../../src/report/flow-report.js";
import { nodeId } from "../../src/report/node-words.js";
import { button, element } from "../page/element.js";

const SHOWN_ABOVE = 4;

/** Steps from the root down to a node, those in series as one and most of a long way left out. */
export function nodePath(report: FlowReport, node: number, zoomTo: (node: number) => void): HTMLElement {
  const { parent } = report.tree.topology;
  const steps: number[] = [];
  for (let v = node; v >= 0; v = parent[v]) {
    const above = parent[v];
    if (above < 0 || report.series.end[above] !== report.series.end[v]) steps.push(v);
  }
  const list = element("ol");
  const add = (step: number) =>
    list.append(
      element(
        "li",
        {},
        button(nodeId(report, step), () => zoomTo(step), currentIf(step === steps[0])),
      ),
    );
  add(steps[steps.length - 1]);
  const leftOut = steps.length - 1 - SHOWN_ABOVE;
  if (leftOut > 0) list.append(element("li", { class: "gap" }, `… ${leftOut} more …`));
  for (let at = Math.min(steps.length - 2, SHOWN_ABOVE - 1); at >= 0; at--) add(steps[at]);
  return list;
}

function currentIf(isCurrent: boolean): Record<string, string | undefined> {
  return { "aria-current": isCurrent ? "true" : undefined };
}
