import type { SchemaElement } from "hyparquet";
import type { FlatTree } from "../tree/flat-tree.js";
import { type AllocatedBlock, isCurtailed } from "./allocation-lines.js";
import type { BlockWriter } from "./block-writer.js";
import { nullsFor, numberColumn, textColumn, timeCell, timeColumn } from "./parquet-columns.js";
import { ParquetFile, type ParquetRows } from "./parquet-file.js";
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
   * @throws InputError where the package that writes Parquet is not installed
   */
  static async open(tree: FlatTree, kind: TimeKind, only: "curtailed" | undefined): Promise<AllocationParquet> {
    const schema: SchemaElement[] = [
      { name: "root", num_children: 5 },
      timeColumn(kind),
      textColumn("id"),
      ...["request", "dispatch", "curtailment"].map(numberColumn),
    ];
    return new AllocationParquet(await ParquetFile.of(schema), tree, kind, only === "curtailed");
  }

  get beginning(): Uint8Array {
    return this.#file.beginning;
  }

  of({ times, dispatch, curtailment, request }: AllocatedBlock): Promise<ParquetRows> {
    const leafCount = this.#ids.length;
    // At full length from the beginning: arrays that grow take longer than all the rest.
    const time = new Array<Date | number>(dispatch.length);
    const id = new Array<string>(dispatch.length);
    const numbers = {
      request: new Float64Array(dispatch.length),
      dispatch: new Float64Array(dispatch.length),
      curtailment: new Float64Array(dispatch.length),
    };
    let rows = 0;
    for (const [step, text] of times.entries()) {
      const begins = timeCell(text, this.#kind);
      for (let j = 0; j < leafCount; j++) {
        const at = step * leafCount + j;
        const asked = request(step, j);
        if (this.#isCurtailedOnly && !isCurtailed(asked, dispatch[at], curtailment[at])) continue;
        time[rows] = begins;
        id[rows] = this.#ids[j];
        numbers.request[rows] = asked;
        numbers.dispatch[rows] = dispatch[at];
        numbers.curtailment[rows] = curtailment[at];
        rows++;
      }
    }
    time.length = rows;
    id.length = rows;
    return this.#file.rows([
      { name: "time", data: time as unknown[] },
      { name: "id", data: id },
      ...Object.entries(numbers).map(([name, values]) => ({ name, data: nullsFor(values.subarray(0, rows)) })),
    ]);
  }

  end(index: Uint8Array, length: number): Promise<Uint8Array> {
    return this.#file.end(index, length);
  }
}
