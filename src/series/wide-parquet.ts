import type { SchemaElement } from "hyparquet";
import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { BlockWriter } from "./block-writer.js";
import { numberColumn, orNull, timeCell, timeColumn } from "./parquet-columns.js";
import { ParquetFile, type ParquetRows } from "./parquet-file.js";
import type { TimeKind } from "./step-times.js";
import { type DispatchedBlock, wideColumns } from "./wide-lines.js";

/** Steps of a block at least: each is a row group, and for each of its columns the end of the file has an entry, so that few rows make it longer than the rows. */
export const WIDE_GROUP_ROWS = 960;

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

  private constructor(file: ParquetFile, ids: readonly string[], kind: TimeKind) {
    this.#file = file;
    this.#ids = ids;
    this.#kind = kind;
  }

  /**
   * @throws InputError where the package that writes Parquet is not installed, and for a tree of too many leaves; as `wideColumns`
   */
  static async open(tree: FlatTree, kind: TimeKind): Promise<WideParquet> {
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
    return new WideParquet(await ParquetFile.of(schema), ids, kind);
  }

  get beginning(): Uint8Array {
    return this.#file.beginning;
  }

  of({ times, dispatch }: DispatchedBlock): Promise<ParquetRows> {
    const time = { name: "time", data: times.map((text) => timeCell(text, this.#kind)) as unknown[] };
    const leafCount = this.#ids.length;
    const leaves = this.#ids.map((name, j) => ({
      name,
      // Made when it is written: all columns at once would be the group once more.
      get data(): unknown[] {
        return Array.from(times, (_, step) => orNull(dispatch[step * leafCount + j]));
      },
      statistics: false,
      offsetIndex: false,
    }));
    return this.#file.rows([time, ...leaves]);
  }

  end(index: Uint8Array, length: number): Promise<Uint8Array> {
    return this.#file.end(index, length);
  }
}
