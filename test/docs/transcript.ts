import { readFileSync } from "node:fs";
import { cnab } from "../cli/run-in-process.js";

/** A command of a `console` block and what the block says that it prints, standard error included. */
export interface Exchange {
  readonly command: string;
  readonly printed: string;
}

export function exchangesOf(text: string): Exchange[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return { command: part.slice(0, end), printed: part.slice(end + 1) };
    });
}

/** Runs the commands of one transcript: `npx cnab`, also into one another; `cat`; `echo $?`; and the demo. */
export class Shell {
  readonly #demo: string;
  #exitCode = 0;

  /** @param demo the package's script of that name */
  constructor(demo: string) {
    this.#demo = demo;
  }

  /** @returns what the command prints */
  async run(command: string): Promise<string> {
    if (command === "echo $?") return `${this.#exitCode}\n`;
    const file = /^cat (\S+)$/.exec(command)?.[1];
    if (file !== undefined) return readFileSync(file, "utf8");
    const isDemo = command === "npm ci && npm run demo";
    let input = "";
    let complaints = "";
    for (const part of (isDemo ? this.#demo : command).split(" | ")) {
      const { code, stdout, stderr } = await cnab(argumentsOf(part), input);
      input = stdout;
      complaints += stderr;
      this.#exitCode = code;
    }
    return input + complaints;
  }
}

function argumentsOf(command: string): string[] {
  const given = /^(?:npx cnab|npm run build --silent && node dist\/cli\/main\.js) (.+)$/.exec(command)?.[1];
  if (given === undefined) throw new Error(`a transcript may not run: ${command}`);
  return given.split(" ");
}
