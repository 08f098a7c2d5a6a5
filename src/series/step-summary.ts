import { stepStatuses } from "../engine/step-answers.js";
import { inChunks } from "../text/chunks.js";
import { CsvCells, type CsvStyle } from "../text/csv-cells.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { BlockWriter, WrittenBlock } from "./block-writer.js";

type SummedBlock = Pick<WrittenBlock, "times" | "status" | "rootFlow" | "dispatch" | "sums" | "binding" | "request">;

const OPTIMAL = stepStatuses.indexOf("optimal");

const columns = [
  ...["time", "status", "root_flow"],
  ...["requested_import", "requested_export", "served_import", "served_export", "curtailed_import", "curtailed_export"],
  ...["binding_limits", "least_served_share", "least_served"],
] as const;

/**
 * Writes solved blocks as CSV, a line a step: what was requested, served and curtailed in all, which limits bind (their nodes'
 * ids, with blanks between them), and which leaf was served the least share of its request. A step without an answer has its
 * time and status alone.
 */
export class StepSummary implements BlockWriter<SummedBlock> {
  readonly #tree: FlatTree;
  readonly #cells: CsvCells;

  constructor(tree: FlatTree, style: CsvStyle = {}) {
    this.#tree = tree;
    this.#cells = new CsvCells(style);
  }

  /** The header. */
  get beginning(): string {
    return this.#line(columns);
  }

  of(block: SummedBlock): Iterable<string> {
    return inChunks(this.#lines(block));
  }

  *#lines(block: SummedBlock): Generator<string, void> {
    for (const [step, time] of block.times.entries()) {
      const status = stepStatuses[block.status[step]];
      const cells = block.status[step] === OPTIMAL ? this.#answered(block, step) : columns.slice(2).map(() => "");
      yield this.#line([this.#cells.text(time), status, ...cells]);
    }
  }

  #answered(block: SummedBlock, step: number): string[] {
    const { rootFlow, sums, binding } = block;
    const numbers = [
      rootFlow[step],
      ...[sums.requestedImport[step], sums.requestedExport[step], sums.servedImport[step], sums.servedExport[step]],
      ...[sums.curtailedImport[step], sums.curtailedExport[step]],
    ];
    const bound = Array.from(binding.node.subarray(binding.start[step], binding.start[step + 1]), (v) =>
      this.#tree.id(v),
    );
    const least = this.#leastServed(block, step);
    return [
      ...numbers.map((value) => this.#cells.number(value)),
      bound.length > 0 ? this.#cells.text(bound.join(" ")) : "",
      least ? this.#cells.number(least.share) : "",
      least ? this.#cells.text(this.#tree.id(least.leaf)) : "",
    ];
  }

  /** The first of those with the least share; `undefined` where nobody requests anything. */
  #leastServed(
    { dispatch, request }: SummedBlock,
    step: number,
  ): { readonly leaf: number; readonly share: number } | undefined {
    const { leaves, leafCount } = this.#tree;
    let least: { leaf: number; share: number } | undefined;
    for (let j = 0; j < leafCount; j++) {
      const asked = request(step, j);
      const share = dispatch[step * leafCount + j] / asked;
      // Requests of 0 and unlimited ones have no share.
      if (asked === 0 || !Number.isFinite(asked) || (least && share >= least.share)) continue;
      least = { leaf: leaves[j], share };
    }
    return least;
  }

  #line(cells: readonly string[]): string {
    return `${cells.join(this.#cells.delimiter)}\n`;
  }
}
