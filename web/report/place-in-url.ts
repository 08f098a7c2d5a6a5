import type { FlowReport } from "../../src/report/flow-report.js";
import type { IciclePlace } from "./icicle-view.js";
import { runStart } from "./icicle-window.js";

/** The whole of a node's width, with the node chosen. */
export function placeOfNode(report: FlowReport, node: number): IciclePlace {
  return { window: { top: runStart(report, node), from: 0, to: 1 }, selected: node };
}

/** The fragment of an address that leads to a place: `#under=feeder1&node=user2&from=0.25&to=0.5`, defaults left out. */
export function hashOfPlace(report: FlowReport, { window, selected }: IciclePlace): string {
  const { topology } = report.tree;
  const fields = new URLSearchParams({ under: topology.id(window.top) });
  if (selected !== window.top) fields.set("node", topology.id(selected));
  if (window.from > 0) fields.set("from", String(window.from));
  if (window.to < 1) fields.set("to", String(window.to));
  return `#${fields}`;
}

/** The place that a fragment leads to; `undefined` where it names no node of this tree. */
export function placeOfHash(report: FlowReport, hash: string): IciclePlace | undefined {
  const { topology } = report.tree;
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const top = topology.indexOf(fields.get("under") ?? "");
  if (top < 0) return undefined;
  const selected = topology.indexOf(fields.get("node") ?? "");
  const [from, to] = [Number(fields.get("from") ?? 0), Number(fields.get("to") ?? 1)];
  const isPart = from >= 0 && to <= 1 && from < to;
  return {
    window: { top: runStart(report, top), from: isPart ? from : 0, to: isPart ? to : 1 },
    selected: selected < 0 ? top : selected,
  };
}
