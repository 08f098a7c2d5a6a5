import type { SchemaElement } from "hyparquet";
import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { BlockWriter } from "./block-writer.js";
import { numberColumn, orNull, timeCell, timeColumn } from "./parquet-columns.js";
import { type BegunParquet, ParquetFile } from "./parquet-file.js";
import type { TimeKind } from "./step-times.js";
import { type DispatchedBlock, wideColumns } from "./wide-lines.js";

/** Rows of a row group: for each of its columns the end of the file has an entry, so that few rows make it longer than the rows. */
const GROUP_ROWS = 960;

/** More columns than that, and a row group would not fit into memory, nor the end of the file into that of its readers. */
const MOST_LEAVES = 20_000;

/**
 * Writes solved blocks as Parquet, a row a step and a column a leaf, with its dispatch, null where there is no answer. The first column is
 * `time`, a point in time or a number as the profiles have it.
 */
export class WideParquet implements BlockWriter<DispatchedBlock> {
  readonly #file: ParquetFile;
  readonly #ids: readonly string[];
  readonly #kind: TimeKind;
  #held: DispatchedBlock[] = [];

  private constructor(file: ParquetFile, ids: readonly string[], kind: TimeKind) {
    this.#file = file;
    this.#ids = ids;
    this.#kind = kind;
  }

  /**
   * @param begun what is written already
   * @throws InputError where the package that writes Parquet is not installed, and for a tree of too many leaves; as `wideColumns`
   */
  static async open(tree: FlatTree, kind: TimeKind, begun?: BegunParquet): Promise<WideParquet> {
    const ids = wideColumns(tree).slice(1);
    if (ids.length > MOST_LEAVES) {
      const problem = `${ids.length} leaves are too many columns for Parquet, which has an entry for each in every row group; at most ${MOST_LEAVES}, or CSV, or the long form`;
      throw new InputError(problem, { field: "wide", value: ids.length });
    }
    const schema: SchemaElement[] = [
      { name: "root", num_children: ids.length + 1 },
      timeColumn(kind),
      ...ids.map(numberColumn),
    ];
    return new WideParquet(await ParquetFile.open(schema, begun), ids, kind);
  }

  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  async *of(block: DispatchedBlock, isLast: boolean): AsyncGenerator<Uint8Array, void> {
    this.#held.push({ times: block.times, dispatch: block.dispatch });
    const rows = this.#held.reduce((sum, { times }) => sum + times.length, 0);
    if (rows < GROUP_ROWS && !isLast) return;
    const held = this.#held;
    this.#held = [];
    const times = held.flatMap((written) => written.times);
    const time = { name: "time", data: times.map((text) => timeCell(text, this.#kind)) as unknown[] };
    const leafCount = this.#ids.length;
    const leaves = this.#ids.map((name, j) => ({
      name,
      // Made when it is written: all columns at once would be the group once more.
      get data(): unknown[] {
        return held.flatMap((written) =>
          Array.from(written.times, (_, step) => orNull(written.dispatch[step * leafCount + j])),
        );
      },
      statistics: false,
      offsetIndex: false,
    }));
    yield await this.#file.write([time, ...leaves]);
  }

  async *end(): AsyncGenerator<Uint8Array, void> {
    yield await this.#file.end();
  }

  takeIndex(): Uint8Array {
    return this.#file.takeIndex();
  }
}
