// Writes docs/options.md, what can be given to each call, as the docstrings in src/ have it; and into docs/command-line.md
// what each command says of itself.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const entries = [
  "src/index.ts",
  "src/text/index.ts",
  "src/importers/index.ts",
  "src/files/index.ts",
  "src/report/index.ts",
  "src/series/index.ts",
  "src/generate/index.ts",
];

/** Heading of the section that is written. */
const HELP = "## What each command says of itself\n";

interface Option {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

interface OptionSet {
  readonly name: string;
  readonly base: string | undefined;
  readonly text: string;
  readonly options: readonly Option[];
}

/** What users may give is an exported interface whose name ends so. */
const isGiven = (name: string) => /(Options|Arrays|Request)$/.test(name);

export function optionsPage(): string {
  const exported = new Set(entries.flatMap((path) => readFileSync(path, "utf8").match(/\b[A-Z]\w*\b/g) ?? []));
  const sources = sourceFiles("src").map((path) => readFileSync(path, "utf8"));
  const choices = new Map(sources.flatMap(choicesOf));
  const sets = sources
    .flatMap((source) => optionSets(source, choices))
    .filter(({ name }) => isGiven(name) && exported.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const described = new Set(sets.map(({ name }) => name));
  return [
    "# Options\n",
    "What can be given to each call, made from the code by `npm run docs:reference`. A name that is not here is an error, which",
    "says the nearest one that is. The command line has [options of its own](command-line.md).\n",
    ...sets.map((set) => section(set, described)),
  ].join("\n");
}

function section({ name, base, text, options }: OptionSet, described: ReadonlySet<string>): string {
  const more =
    base === undefined
      ? []
      : [`Everything in ${described.has(base) ? `[\`${base}\`](#${base.toLowerCase()})` : `\`${base}\``}, and\n`];
  return [
    `## ${name}\n`,
    ...(text === "" ? [] : [`${text}\n`]),
    ...more,
    "| option | type | |",
    "|---|---|---|",
    ...options.map((option) => `| \`${option.name}\` | \`${option.type}\` | ${option.text} |`),
    "",
  ].join("\n");
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`);
}

/** Types that are a choice of a few words, by name. */
function choicesOf(source: string): [string, string][] {
  const found = source.matchAll(
    /export type (\w+) = ("[^;]*);|export const \w+ = \[([^\]]*)\] as const;(?:\n\/\*\*(?:(?!\*\/)[\s\S])*\*\/)?\nexport type (\w+) = \(typeof/g,
  );
  return Array.from(found, ([, name, words, list, listed]) =>
    words === undefined
      ? [listed, list.replaceAll(/\s+/g, " ").trim().replace(/,$/, "").replaceAll(", ", " | ")]
      : [name, words],
  );
}

/** The interfaces of a file, in the one way in which the formatter writes them. */
function optionSets(source: string, choices: ReadonlyMap<string, string>): OptionSet[] {
  const found = source.matchAll(
    /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?export interface (\w+)(?: extends (\w+))? \{\n([\s\S]*?)\n\}/g,
  );
  return Array.from(found, ([, text, name, base, body]) => ({
    name,
    base,
    text: prose(text),
    options: members(body, choices),
  }));
}

function members(body: string, choices: ReadonlyMap<string, string>): Option[] {
  const found = body.matchAll(/(?: {2}\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)? {2}(?:readonly )?(\w+)\??:([^;]*);/g);
  return Array.from(found, ([, text, name, type]) => ({ name, type: plainType(type, choices), text: prose(text) }));
}

function plainType(type: string, choices: ReadonlyMap<string, string>): string {
  const plain = type
    .replaceAll(/\s+/g, " ")
    .replace(/ \| undefined$/, "")
    .trim();
  return (choices.get(plain) ?? plain).replaceAll("|", "\\|");
}

/** A docstring as one line of a table. */
function prose(docstring = ""): string {
  const text = docstring.replaceAll(/\n? *\* ?/g, " ").replaceAll(/\s+/g, " ");
  return text
    .replaceAll(/\{@link (\w+)\}/g, "`$1`")
    .replaceAll("|", "\\|")
    .trim();
}

/** The page with the help of every command in its last section; needs a build. */
function commandLinePage(page: string): string {
  const help = (argv: readonly string[]) =>
    execFileSync(process.execPath, ["dist/cli/main.js", ...argv, "--help"], { encoding: "utf8" });
  const commands = Array.from(help([]).matchAll(/^ {2}(\w+) .*<.*$/gm), ([, name]) => name);
  const transcripts = [[], ...commands.map((name) => [name])].map(
    (argv) => `\`\`\`console\n$ npx ${["cnab", ...argv, "--help"].join(" ")}\n${help(argv).trimEnd()}\n\`\`\`\n`,
  );
  return [page.slice(0, page.indexOf(HELP) + HELP.length), ...transcripts].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync("docs/options.md", optionsPage());
  writeFileSync("docs/command-line.md", commandLinePage(readFileSync("docs/command-line.md", "utf8")));
}
