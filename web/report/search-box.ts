import type { FlowReport } from "../../src/report/flow-report.js";
import { nodeId, nodeName } from "../../src/report/node-words.js";
import { pictureCount } from "../../src/report/picture-numbers.js";
import { button, element } from "../page/element.js";

const LISTED = 10;

/** Finds nodes by a part of their id or name; Enter goes to the first, and each match is a button. */
export function searchBox(report: FlowReport, goTo: (node: number) => void): HTMLElement {
  const input = element("input", { id: "search", type: "search", autocomplete: "off", spellcheck: "false" });
  const count = element("p", { class: "count", role: "status" });
  const results = element("ul", { class: "results", "aria-label": "Nodes found" });
  results.hidden = true;
  let texts: readonly string[] | undefined;
  let first = -1;

  const close = () => {
    results.hidden = true;
    results.replaceChildren();
  };
  const choose = (node: number) => {
    close();
    count.textContent = "";
    goTo(node);
  };
  input.addEventListener("input", () => {
    texts ??= searchTexts(report);
    const found = matches(texts, input.value.trim().toLowerCase());
    first = found[0] ?? -1;
    count.textContent = input.value.trim() === "" ? "" : countWords(found.length);
    const items = found.slice(0, LISTED).map((node) => {
      const name = nodeName(report, node);
      const label = name === undefined ? nodeId(report, node) : `${nodeId(report, node)} (${name})`;
      return element(
        "li",
        {},
        button(label, () => choose(node)),
      );
    });
    results.replaceChildren(...items);
    results.hidden = items.length === 0;
  });
  const box = element(
    "div",
    { class: "field search" },
    element("label", { for: "search" }, "Find a node"),
    input,
    count,
    results,
  );
  input.addEventListener("keydown", ({ key }) => {
    if (key === "Enter" && first >= 0 && !results.hidden) choose(first);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") moveFocus(event, input, results);
  });
  return box;
}

/** Arrow keys walk from the input through the matches and back. */
function moveFocus(event: KeyboardEvent, input: HTMLInputElement, results: HTMLElement): void {
  const stops = [input, ...results.querySelectorAll("button")];
  const at = stops.indexOf(document.activeElement as HTMLElement as HTMLInputElement);
  const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function searchTexts(report: FlowReport): string[] {
  return Array.from({ length: report.tree.topology.nodeCount }, (_, v) =>
    `${nodeId(report, v)}\n${nodeName(report, v) ?? ""}`.toLowerCase(),
  );
}

/** Ids that are the text itself come first, then those that begin with it, then the others, each in the tree's order. */
function matches(texts: readonly string[], wanted: string): number[] {
  if (wanted === "") return [];
  const [whole, beginning, containing]: number[][] = [[], [], []];
  for (let v = 0; v < texts.length; v++) {
    const at = texts[v].indexOf(wanted);
    if (at < 0) continue;
    if (at === 0 && texts[v][wanted.length] === "\n") whole.push(v);
    else (at === 0 ? beginning : containing).push(v);
  }
  return [...whole, ...beginning, ...containing];
}

function countWords(count: number): string {
  if (count === 0) return "No node has this in its id or name";
  return count > LISTED
    ? `${LISTED} of ${pictureCount(count)} matches`
    : `${count} ${count === 1 ? "match" : "matches"}`;
}
