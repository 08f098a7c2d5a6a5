import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Line of the page on which the text begins, from 1. */
  readonly line: number;
  /** The heading that the block stands under. */
  readonly heading: string;
}

/** A page of the documentation. */
export interface Page {
  /** Path from the project's root. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/** README.md, CONTRIBUTING.md and all of docs/. */
export function readPages(): Page[] {
  const docs = readdirSync(`${projectRoot}/docs`).filter((name) => name.endsWith(".md"));
  return ["README.md", "CONTRIBUTING.md", ...docs.map((name) => `docs/${name}`)].map((path) => {
    const text = readFileSync(`${projectRoot}/${path}`, "utf8");
    return { path, text, blocks: blocksOf(text) };
  });
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  let heading = "";
  let language: string | undefined;
  let begin = 0;
  lines.forEach((line, at) => {
    const fence = /^```(\w*)\s*$/.exec(line);
    if (language === undefined) {
      if (fence) {
        language = fence[1];
        begin = at + 1;
      } else heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
    } else if (fence) {
      blocks.push({ language, heading, line: begin + 1, text: `${lines.slice(begin, at).join("\n")}\n` });
      language = undefined;
    }
  });
  if (language !== undefined) throw new Error(`the block that begins on line ${begin} is never closed`);
  return blocks;
}
