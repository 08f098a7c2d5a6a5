import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";
import { parquetReader } from "./parquet-packages.js";

/** Rows of a table as cells of text; the first are the names of its columns. */
export interface TableRow {
  /** Its line, or its number: from 1, the names'. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly problem?: string | undefined;
}

/** Cells that are read at a time: pages are decoded anew for each of the times that something of them is read. */
const BATCH_CELLS = 2 ** 21;

/**
 * The rows of a Parquet file, a batch at a time. Times are written as RFC 3339, what is missing as nothing.
 * @throws FormatError for a file that cannot be read or is not Parquet; InputError where the package that reads it is not installed
 */
export async function* parquetRows(path: string): AsyncGenerator<TableRow, void> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } = await parquetReader();
  const told = (error: unknown): never => {
    const problem = `it cannot be read as Parquet: ${error instanceof Error ? error.message : String(error)}`;
    throw new FormatError(new InputError(problem), { source: path });
  };
  const file = await asyncBufferFromFile(path).catch(told);
  const metadata = await parquetMetadataAsync(file).catch(told);
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  yield { line: 1, cells: names };
  const count = Number(metadata.num_rows);
  const batch = Math.ceil(BATCH_CELLS / names.length);
  for (let rowStart = 0; rowStart < count; rowStart += batch) {
    const rowEnd = Math.min(rowStart + batch, count);
    const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd }).catch(told);
    for (const [k, row] of rows.entries()) {
      yield { line: rowStart + k + 2, cells: names.map((name) => cellText(row[name])) };
    }
  }
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return value instanceof Date ? value.toISOString().replace(".000Z", "Z") : String(value);
}
