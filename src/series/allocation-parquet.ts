import type { SchemaElement } from "hyparquet";
import type { FlatTree } from "../tree/flat-tree.js";
import { type AllocatedBlock, isCurtailed } from "./allocation-lines.js";
import type { BlockWriter } from "./block-writer.js";
import { numberColumn, orNull, textColumn, timeCell, timeColumn } from "./parquet-columns.js";
import { type BegunParquet, ParquetFile } from "./parquet-file.js";
import type { TimeKind } from "./step-times.js";

/**
 * Writes solved blocks as Parquet in long form, the columns of `AllocationLines`: `time` is a point in time, or a number as the
 * profiles have it; `request`, `dispatch` and `curtailment` are doubles, null where there is no answer.
 */
export class AllocationParquet implements BlockWriter<AllocatedBlock> {
  readonly #file: ParquetFile;
  readonly #ids: readonly string[];
  readonly #kind: TimeKind;
  readonly #isCurtailedOnly: boolean;

  private constructor(file: ParquetFile, tree: FlatTree, kind: TimeKind, isCurtailedOnly: boolean) {
    this.#file = file;
    this.#ids = Array.from(tree.leaves, (v) => tree.id(v));
    this.#kind = kind;
    this.#isCurtailedOnly = isCurtailedOnly;
  }

  /**
   * @param only as in `AllocationLines`
   * @param begun what is written already
   * @throws InputError where the package that writes Parquet is not installed
   */
  static async open(
    tree: FlatTree,
    kind: TimeKind,
    only: "curtailed" | undefined,
    begun?: BegunParquet,
  ): Promise<AllocationParquet> {
    const schema: SchemaElement[] = [
      { name: "root", num_children: 5 },
      timeColumn(kind),
      textColumn("id"),
      ...["request", "dispatch", "curtailment"].map(numberColumn),
    ];
    return new AllocationParquet(await ParquetFile.open(schema, begun), tree, kind, only === "curtailed");
  }

  async *of({ times, dispatch, curtailment, request }: AllocatedBlock): AsyncGenerator<Uint8Array, void> {
    const numbers = { request: [] as (number | null)[], dispatch: [] as (number | null)[] };
    const rows = {
      time: [] as (Date | number)[],
      id: [] as string[],
      ...numbers,
      curtailment: [] as (number | null)[],
    };
    for (const [step, text] of times.entries()) {
      const time = timeCell(text, this.#kind);
      for (const [j, id] of this.#ids.entries()) {
        const at = step * this.#ids.length + j;
        const asked = request(step, j);
        if (this.#isCurtailedOnly && !isCurtailed(asked, dispatch[at], curtailment[at])) continue;
        rows.time.push(time);
        rows.id.push(id);
        rows.request.push(orNull(asked));
        rows.dispatch.push(orNull(dispatch[at]));
        rows.curtailment.push(orNull(curtailment[at]));
      }
    }
    yield await this.#file.write(Object.entries(rows).map(([name, data]) => ({ name, data: data as unknown[] })));
  }

  async *end(): AsyncGenerator<Uint8Array, void> {
    yield await this.#file.end();
  }

  takeIndex(): Uint8Array {
    return this.#file.takeIndex();
  }
}
