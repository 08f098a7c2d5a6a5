import { transformWithOxc } from "vite";
import { expect } from "vitest";
import type { Page } from "./pages.js";

/**
 * A program out of a page: all `ts` blocks under one heading, from top to bottom, or the module script of one `html` block.
 *
 * An expression at the start of a line with a comment behind claims its value:
 *
 *     user1.allocation; // 2
 *     result.flow; // [7, 4, 2]          typed arrays as plain ones
 *     solution.level[3]; // ≈ 5.667      to the decimals shown
 *     solver.solve(); // throws node "feeder7": upper is NaN
 */
export interface Program {
  readonly name: string;
  readonly source: string;
}

/** Whatever a program may import or find in its scope. */
export interface Surroundings {
  readonly modules: (name: string) => Promise<unknown>;
  readonly globals: Readonly<Record<string, unknown>>;
}

type Claim = (expression: () => unknown, claimed: string) => Promise<void>;

const claimLine =
  /^(?!(?:const|let|class|function|import|export|if|for|while|switch|throw|try)\b)([\w([].*?);\s+\/\/ (.+)$/gm;

export function typescriptPrograms({ path, blocks }: Page): Program[] {
  const sources = new Map<string, string>();
  for (const { language, heading, text } of blocks) {
    if (language === "ts") sources.set(heading, `${sources.get(heading) ?? ""}${text}`);
  }
  return Array.from(sources, ([heading, source]) => ({ name: `${path}, ${heading}`, source }));
}

export function pageScripts({ path, blocks }: Page): Program[] {
  return blocks
    .filter(({ language }) => language === "html")
    .map(({ text, heading }) => {
      const script = /<script type="module">\n([\s\S]*?)<\/script>/.exec(text)?.[1] ?? "";
      return { name: `${path}, ${heading}`, source: script.replace(/^ {2}/gm, "") };
    });
}

export function claimCount({ source }: Program): number {
  return source.match(claimLine)?.length ?? 0;
}

/** Runs a program and expects what it claims. */
export async function runProgram({ name, source }: Program, { modules, globals }: Surroundings): Promise<void> {
  const claiming = source.replace(
    claimLine,
    (_, expression, claimed) => `await claim(async () => (${expression}), ${JSON.stringify(claimed)});`,
  );
  const { code } = await transformWithOxc(claiming, "sample.ts");
  const body = code.replace(
    /^import \{([^}]*)\} from ("[^"]+");?$/gm,
    (_, names: string, module) => `const {${names.replaceAll(" as ", ": ")}} = await modules(${module});`,
  );
  if (/^import\b/m.test(body)) throw new Error(`${name}: a sample may only have named imports`);
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction("modules", "claim", ...Object.keys(globals), body)(
    modules,
    expectClaim,
    ...Object.values(globals),
  );
}

const expectClaim: Claim = async (expression, claimed) => {
  if (claimed.startsWith("throws ")) {
    const thrown = await Promise.resolve()
      .then(expression)
      .then(
        () => undefined,
        (error: Error) => error.message,
      );
    expect(thrown).toBe(claimed.slice("throws ".length));
    return;
  }
  const actual = plain(await expression());
  const rounded = /^≈ (.+)$/.exec(claimed)?.[1];
  if (rounded === undefined) expect(actual).toEqual(valueOf(claimed));
  else expect(withDecimals(actual, decimalsOf(rounded))).toEqual(withDecimals(valueOf(rounded), decimalsOf(rounded)));
};

function valueOf(text: string): unknown {
  return new Function(`return (${text});`)();
}

/** Typed arrays as plain ones. */
function plain(value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}

function decimalsOf(text: string): number {
  return Math.max(...Array.from(text.matchAll(/\d+(?:\.(\d+))?/g), ([, decimals]) => decimals?.length ?? 0));
}

function withDecimals(value: unknown, decimals: number): unknown {
  return Array.isArray(value)
    ? value.map((entry) => withDecimals(entry, decimals))
    : (value as number).toFixed(decimals);
}
