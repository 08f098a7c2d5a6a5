import type { FlatTree } from "../tree/flat-tree.js";
import { type AllocatedBlock, isCurtailed } from "./allocation-lines.js";
import { parquetWriter } from "./parquet-packages.js";
import { type TimeKind, timeValue } from "./step-times.js";

/** Rows of a row group: some megabytes. */
const GROUP_ROWS = 200_000;

/** The columns of what is written, and as what. */
const schemaOf = (kind: TimeKind) => [
  { name: "root", num_children: 5 },
  kind === "date"
    ? { name: "time", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "REQUIRED" }
    : { name: "time", type: "DOUBLE", repetition_type: "REQUIRED" },
  { name: "id", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
  ...["request", "dispatch", "curtailment"].map((name) => ({ name, type: "DOUBLE", repetition_type: "OPTIONAL" })),
];

/**
 * Writes solved blocks as Parquet in long form, the columns of `AllocationLines`: `time` is a point in time, or a number as the
 * profiles have it; `request`, `dispatch` and `curtailment` are doubles, null where there is no answer.
 * @param only as in `AllocationLines`
 * @throws InputError where the package that writes Parquet is not installed
 */
export async function* allocationParquet(
  tree: FlatTree,
  blocks: AsyncIterable<AllocatedBlock>,
  kind: TimeKind,
  only: "curtailed" | undefined,
): AsyncGenerator<Uint8Array, void> {
  const { ByteWriter, ParquetWriter } = await parquetWriter();
  const writer = new ByteWriter(2 ** 20);
  const file = new ParquetWriter({
    writer,
    schema: schemaOf(kind) as never,
    createdBy: "constrained-node-allocation-balancer",
  });
  const written = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  const ids = Array.from(tree.leaves, (v) => tree.id(v));
  for await (const { times, dispatch, curtailment, request } of blocks) {
    const rows = { time: [] as (Date | number)[], id: [] as string[], request: [] as (number | null)[], ...numbers() };
    for (const [step, text] of times.entries()) {
      const value = timeValue(text, kind);
      const time = kind === "date" ? new Date(value) : value;
      for (const [j, id] of ids.entries()) {
        const at = step * ids.length + j;
        const asked = request(step, j);
        if (only === "curtailed" && !isCurtailed(asked, dispatch[at], curtailment[at])) continue;
        rows.time.push(time);
        rows.id.push(id);
        rows.request.push(orNull(asked));
        rows.dispatch.push(orNull(dispatch[at]));
        rows.curtailment.push(orNull(curtailment[at]));
      }
    }
    if (rows.id.length === 0) continue;
    const columnData = Object.entries(rows).map(([name, data]) => ({ name, data }));
    await file.write({ columnData: columnData as never, rowGroupSize: GROUP_ROWS });
    yield written();
  }
  await file.finish();
  yield written();
}

const numbers = () => ({ dispatch: [] as (number | null)[], curtailment: [] as (number | null)[] });

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
