import { type Command, Option } from "commander";
import { Solver } from "../engine/solver.js";
import type { Engine } from "../engine/solver-options.js";
import { readFlows } from "../files/read.js";
import { InputError } from "../model/input-error.js";
import { FlowReport } from "../report/flow-report.js";
import type { FoldOptions } from "../report/fold.js";
import type { Provenance } from "../report/html/html-page.js";
import { htmlPicture } from "../report/html/html-picture.js";
import type { WidthBy } from "../report/icicle-widths.js";
import { svgPicture } from "../report/svg/svg-picture.js";
import { mermaidPicture } from "../report/text/mermaid-picture.js";
import { treePicture } from "../report/text/tree-picture.js";
import type { Grid } from "../text/grid.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { askedOptions, nameOfInput } from "./asked-options.js";
import {
  addBalanceOptions,
  addEngineOption,
  addRuleOption,
  type BalanceArguments,
  balanceOptions,
  readGridWithRequests,
} from "./balance-arguments.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addFileOptions, commandFiles, deliver, type FileArguments } from "./file-arguments.js";
import { finiteNumber } from "./finite-number.js";
import { formatOfName } from "./format-of-name.js";
import { gridArgument } from "./import-arguments.js";
import { complainOfGivenUp, complainOfNoAnswer } from "./no-answer-message.js";
import { packageVersion } from "./package-version.js";
import type { Streams } from "./streams.js";
import { type ColorChoice, colorChoices, hasColor, terminalColumns } from "./terminal.js";

const pictureFormats = ["tree", "mermaid", "svg", "html"] as const;
type PictureFormat = (typeof pictureFormats)[number];

const byExtension: Readonly<Record<string, PictureFormat>> = {
  txt: "tree",
  mmd: "mermaid",
  mermaid: "mermaid",
  svg: "svg",
  html: "html",
  htm: "html",
};

interface ShowOptions extends BalanceArguments, FileArguments, FoldOptions {
  color: ColorChoice;
  unit?: string;
  engine?: Engine;
  format?: PictureFormat;
  widthBy: WidthBy;
}

const examples = `
Examples:
  cnab show grid.csv                           a tree on the screen, a bar for each node
  cnab show grid.csv --under feeder7 --depth 3 a part of it
  cnab show grid.csv result.csv                what someone else's program made of it
  cnab show grid.csv --format mermaid          to paste into Markdown
  cnab show grid.csv -o grid.svg               an icicle: the root on top, everybody below, colour by how full limits are
  cnab show grid.csv.gz -o report.html         a page to zoom and search in; it needs no network

Without RESULT the grid is solved first. Flows fill bars to the right for import and to the left for export, each side up
to the limit on that side. ▲ and ▼: the upper or lower limit binds; ✖: it is broken. Elements in series are drawn as one.
A tree that is too large for the screen is folded, and shows first where most is missing.

Exit: 0 drawn, 2 bad input or usage, 3 infeasible or unbounded.`;

/** `cnab show GRID [RESULT]`: draws the balanced allocation, or another. */
export function addShowCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("show")
    .description("draw a grid and its flows: how full limits are, which of them bind, who is short")
    .argument("<grid>", gridArgument)
    .argument("[result]", "CSV or JSON file with a flow for each leaf, as solve writes it (default: solve the grid)")
    .addOption(new Option("--format <format>", "of the picture (default: tree)").choices(pictureFormats))
    .option("--under <id>", "begin with this node")
    .option("--depth <levels>", "levels to draw below the first node (not in html)", finiteNumber)
    .option("--top <count>", "children to draw of each node, where most is missing first (not in html)", finiteNumber)
    .addOption(
      new Option("--width-by <measure>", "what the widths of svg and html tell")
        .choices(["leaves", "flow"])
        .default("leaves"),
    )
    .option(
      "--unit <unit>",
      "what flows and limits are measured in, such as kW; written behind them (default: as the grid's names say, upper_kw)",
    )
    .addOption(
      new Option("--color <when>", "colours in the tree; auto: on a terminal, unless NO_COLOR is set")
        .choices(colorChoices)
        .default("auto"),
    );
  addFileOptions(
    command,
    "where the picture goes; a format goes with .txt, .mmd, .svg and .html, and .gz behind zips it",
  );
  addEngineOption(addRuleOption(addBalanceOptions(command)))
    .addHelpText("after", examples)
    .action(async (gridPath: string, resultPath: string | undefined, options: ShowOptions) =>
      exit(await show(gridPath, resultPath, options, command, streams)),
    );
}

async function show(
  gridPath: string,
  resultPath: string | undefined,
  options: ShowOptions,
  command: Command,
  streams: Streams,
): Promise<ExitCode> {
  const files = await commandFiles([gridPath, resultPath], options, streams);
  const format = formatOfName(options.format, files.output, byExtension, pictureFormats);
  if (format === "html") refuseFolding(options);
  const grid = await readGridWithRequests(gridPath, options, files.reading, streams);
  const flow =
    resultPath === undefined
      ? await solvedFlow(grid, options, streams)
      : await readFlows(resultPath, grid.tree, files.reading);
  if (flow === undefined) return exitCode.noAnswer;

  const report = new FlowReport(askedTree(grid.tree, options.target), flow, grid, {
    maximise: options.maximise,
    unit: options.unit,
  });
  const provenance = {
    madeBy: `cnab ${packageVersion()}`,
    grid: nameOfInput(gridPath),
    result: resultPath && nameOfInput(resultPath),
    options: askedOptions(command),
    date: new Date(),
  };
  const picture = await drawn(
    format,
    report,
    { ...options, provenance },
    files.output === undefined ? streams.stdout : undefined,
  );
  await deliver(picture, files, streams);
  return exitCode.ok;
}

function refuseFolding(options: ShowOptions): void {
  for (const field of ["depth", "top"] as const) {
    if (options[field] === undefined) continue;
    throw new InputError(`${field} does not go with html: a page draws all of the tree`, {
      field,
      value: options[field],
    });
  }
}

/** The tree with the target in place of the root's limits, so that pictures show what held the flow. */
function askedTree(tree: FlatTree, target: number | undefined): FlatTree {
  if (target === undefined) return tree;
  const { root } = tree;
  const dispatch = tree.isLeaf(root) ? target - tree.shift[root] : target;
  return tree.withNumbers({ lower: tree.lower.with(root, dispatch), upper: tree.upper.with(root, dispatch) });
}

/** `undefined`, and a message, where there is no answer. */
async function solvedFlow(grid: Grid, options: ShowOptions, streams: Streams): Promise<Float64Array | undefined> {
  const solution = new Solver(grid.tree, { ...balanceOptions(options), engine: options.engine }).solve();
  if (solution.status === "optimal") {
    await complainOfGivenUp(streams, grid, solution, options);
    return solution.flow;
  }
  await complainOfNoAnswer(streams, grid, solution, balanceOptions(options));
  return undefined;
}

/** @param screen where the picture is printed; `undefined` for a file */
function drawn(
  format: PictureFormat,
  report: FlowReport,
  options: ShowOptions & { readonly provenance: Provenance },
  screen: NodeJS.WritableStream | undefined,
): string | Promise<string> {
  const { under, depth, top, widthBy, provenance } = options;
  switch (format) {
    case "tree": {
      const color = screen ? hasColor(options.color, screen) : options.color === "always";
      return treePicture(report, { under, depth, top, color, columns: screen && terminalColumns(screen) });
    }
    case "mermaid":
      return mermaidPicture(report, { under, depth, top });
    case "svg":
      return svgPicture(report, { under, depth, top, widthBy });
    case "html":
      return htmlPicture(report, { under, widthBy, provenance });
  }
}
