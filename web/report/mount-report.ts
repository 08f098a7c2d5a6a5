import type { FlowReport } from "../../src/report/flow-report.js";
import type { WidthBy } from "../../src/report/icicle-widths.js";
import { amount, servedCounts } from "../../src/report/node-words.js";
import { pictureCount } from "../../src/report/picture-numbers.js";
import { element } from "../page/element.js";
import { bindingTable } from "./binding-table.js";
import { detailsPanel } from "./details-panel.js";
import { servedHistogram } from "./histogram.js";
import { IcicleView } from "./icicle-view.js";
import { icicleLegend } from "./legend.js";
import { nodePath } from "./node-path.js";
import { hashOfPlace, placeOfHash, placeOfNode } from "./place-in-url.js";
import { searchBox } from "./search-box.js";
import { worstServedTable } from "./worst-served-table.js";

export interface MountOptions {
  /** Node to begin at. */
  readonly start: number;
  readonly widthBy: WidthBy;
}

/** Fills `container` with the whole report: figures, icicle, details, binding limits, histogram. */
export function mountReport(container: HTMLElement, report: FlowReport, { start, widthBy }: MountOptions): void {
  const path = element("nav", { class: "path", "aria-label": "Path to the node on top" });
  const details = element("section", { class: "panel details", "aria-labelledby": "details-heading" });
  const icicle = new IcicleView(report, widthBy, {
    moved: (place) => history.pushState(null, "", hashOfPlace(report, place)),
    zoomed: (node) => path.replaceChildren(nodePath(report, node, (to) => icicle.zoomTo(to))),
    selected: (node) => details.replaceChildren(...detailsPanel(report, node, (to) => icicle.zoomTo(to))),
  });
  const goTo = (node: number) => {
    icicle.reveal(node);
    icicle.element.scrollIntoView({ block: "nearest" });
    icicle.element.focus({ preventScroll: true });
  };

  container.replaceChildren(
    figures(report),
    element(
      "section",
      { class: "panel tree", "aria-labelledby": "tree-heading" },
      element("h2", { id: "tree-heading" }, "The tree"),
      element("div", { class: "toolbar" }, searchBox(report, goTo), widthChoice(icicle, widthBy)),
      path,
      icicle.element,
      icicle.help,
      icicleLegend(),
    ),
    details,
    element(
      "section",
      { class: "panel limits", "aria-labelledby": "limits-heading" },
      element("h2", { id: "limits-heading" }, "Limits that bind"),
      ...bindingTable(report, goTo),
    ),
    element(
      "section",
      { class: "panel served", "aria-labelledby": "served-heading" },
      element("h2", { id: "served-heading" }, "How well leaves are served"),
      ...servedHistogram(report),
    ),
    element(
      "section",
      { class: "panel worst", "aria-labelledby": "worst-heading" },
      element("h2", { id: "worst-heading" }, "Worst served leaves"),
      ...worstServedTable(report, goTo),
    ),
  );
  const begin = placeOfNode(report, start);
  icicle.start(placeOfHash(report, location.hash) ?? begin);
  // Back and forward, and an address that somebody edits.
  window.addEventListener("popstate", () => icicle.returnTo(placeOfHash(report, location.hash) ?? begin));
}

function figures(report: FlowReport): HTMLElement {
  const { root, flow, leaves, nodes, binding, broken, shortfall } = report;
  const { wanting, satisfied } = servedCounts(report, root);
  const figure = (value: string, words: string) =>
    element("div", { class: "figure" }, element("dt", {}, words), element("dd", {}, value));
  const made = element(
    "dl",
    { class: "figures" },
    figure(amount(report, flow[root]), "flow at the root"),
    figure(pictureCount(binding[root]), `of ${pictureCount(nodes[root] - leaves[root])} inner limits bind`),
  );
  if (broken[root] > 0) made.append(figure(`✖ ${pictureCount(broken[root])}`, "limits are broken"));
  if (wanting > 0) {
    made.append(figure(pictureCount(satisfied), `of ${pictureCount(wanting)} leaves have all they want`));
    made.append(figure(amount(report, shortfall[root]), "short, all in all"));
  }
  return made;
}

function widthChoice(icicle: IcicleView, chosen: WidthBy): HTMLElement {
  const select = element(
    "select",
    { id: "width-by" },
    element("option", { value: "leaves", selected: chosen === "leaves" }, "leaves below"),
    element("option", { value: "flow", selected: chosen === "flow" }, "flow of the leaves below"),
  );
  select.addEventListener("change", () => icicle.setWidthBy(select.value as WidthBy));
  return element("div", { class: "field" }, element("label", { for: "width-by" }, "Width tells"), select);
}
