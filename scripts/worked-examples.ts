// Makes docs/worked-examples/: the published examples, traced step by step. `npm run docs:examples` writes them.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Fairness } from "../src/model/options.js";
import type { TraceKind, TraceStep } from "../src/trace/step.js";
import { trace } from "../src/trace/trace.js";
import { FlatTree } from "../src/tree/flat-tree.js";
import { differing, published, type Tree } from "../test/published-examples.js";

export interface WorkedExamplePage {
  /** Name of the file in docs/worked-examples/. */
  readonly name: string;
  readonly text: string;
}

interface WorkedExample {
  readonly name: string;
  readonly tree: () => Tree;
}

/** The index, then a page for each example. */
export function workedExamplePages(): WorkedExamplePage[] {
  const examples: readonly WorkedExample[] = [...published, differing];
  const pages = examples.map((example, at) => ({
    name: `${String(at + 1).padStart(2, "0")}-${slug(example.name)}.md`,
    text: examplePage(example),
  }));
  return [{ name: "README.md", text: indexPage(examples, pages) }, ...pages];
}

function indexPage(examples: readonly WorkedExample[], pages: readonly WorkedExamplePage[]): string {
  const lines = examples.map(({ name }, at) => `${at + 1}. [${sentence(name)}](${pages[at].name})`);
  return `# Worked examples

The examples that the Constrained Node Allocation Balancer was published with, and one where its two kinds of fairness
differ, each done step by step: among all leaves, then among siblings. Nodes go by their position: 1 is the root, 1.2 its
second child. \`trace\` makes the steps, of any tree of at most 100 nodes; how the kernel finds the same numbers faster is in
[the algorithm](../algorithm.md).

${lines.join("\n")}

These pages are generated: \`npm run docs:examples\` writes them.
`;
}

function examplePage({ name, tree }: WorkedExample): string {
  const flatTree = FlatTree.from(tree());
  const fairnesses: readonly Fairness[] = ["leaves", "siblings"];
  const sections = fairnesses.map((fairness) => `## Among ${fairness}\n\n${stepsText(trace(flatTree, { fairness }))}`);
  return `# ${sentence(name)}

\`\`\`text
${treeText(flatTree)}
\`\`\`

${sections.join("\n")}
[All worked examples](README.md)
`;
}

const phases: readonly { readonly title: string; readonly kinds: readonly TraceKind[] }[] = [
  { title: "What each subtree can carry", kinds: ["carry", "aside", "contradiction", "unbounded"] },
  { title: "From the leaves up: the levels at which limits take hold", kinds: ["threshold"] },
  { title: "From the root down: the level that each node hands on", kinds: ["price"] },
  { title: "From the root down: each flow shared", kinds: ["total", "share", "excess"] },
  { title: "What each leaf gets", kinds: ["leaf"] },
];

function stepsText(steps: readonly TraceStep[]): string {
  let text = "";
  for (const { title, kinds } of phases) {
    const messages = steps.filter(({ kind }) => kinds.includes(kind)).map(({ message }) => message);
    if (messages.length === 0) continue;
    text += `${title}:\n\n${messages.map((message) => `- ${message}`).join("\n")}\n\n`;
  }
  return `${text}${steps[steps.length - 1].message}\n`;
}

function treeText({ topology, upper }: FlatTree): string {
  const lines: string[] = [];
  const pending = [{ node: topology.root, branch: "", below: "" }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, branch, below } = next;
    const limit = upper[node] === Number.POSITIVE_INFINITY ? "no upper limit" : `at most ${upper[node]}`;
    lines.push(`${branch}${topology.id(node)}  ${limit}`);
    for (let c = topology.childStart[node + 1] - 1; c >= topology.childStart[node]; c--) {
      const isLast = c === topology.childStart[node + 1] - 1;
      pending.push({
        node: topology.childNodes[c],
        branch: `${below}${isLast ? "└─ " : "├─ "}`,
        below: `${below}${isLast ? "   " : "│  "}`,
      });
    }
  }
  return lines.join("\n");
}

function sentence(name: string): string {
  return name[0].toUpperCase() + name.slice(1);
}

/** Of what stands before a colon. */
function slug(name: string): string {
  return name
    .split(":")[0]
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** Writes every page, and removes what is none. */
export function writeWorkedExamples(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`);
  for (const { name, text } of workedExamplePages()) writeFileSync(`${folder}/${name}`, text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeWorkedExamples("docs/worked-examples");
