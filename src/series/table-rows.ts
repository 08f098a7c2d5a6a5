import { textPieces } from "../files/text-pieces.js";
import { csvDelimiters } from "../text/csv-cells.js";
import { csvRows } from "../text/csv-rows.js";
import { isParquet } from "./parquet-packages.js";
import { parquetRows, type TableRow } from "./parquet-rows.js";

/**
 * The rows of a table of any length, CSV (UTF-8, gzipped or not) or Parquet, as cells of text; the first are the names of its columns.
 * @param onDelimiter told what stands between the cells, where that is CSV
 * @throws FormatError for a file that cannot be read; InputError where the package that reads Parquet is not installed
 */
export function tableRows(path: string, onDelimiter?: (delimiter: string) => void): AsyncGenerator<TableRow, void> {
  return isParquet(path) ? parquetRows(path) : csvFileRows(path, onDelimiter);
}

async function* csvFileRows(
  path: string,
  onDelimiter: ((delimiter: string) => void) | undefined,
): AsyncGenerator<TableRow, void> {
  let line = 0;
  let delimiter = ",";
  for await (const piece of textPieces(path)) {
    if (line === 0) {
      delimiter = delimiterOf(piece);
      onDelimiter?.(delimiter);
    }
    for (const row of csvRows(piece, delimiter)) {
      yield { line: line + row.line, cells: row.cells, problem: row.problem };
    }
    for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) line++;
  }
}

/** The one that makes most cells of the first line. */
function delimiterOf(text: string): string {
  const [header] = text.split(/\r\n|\n|\r/, 1);
  const counts = csvDelimiters.map((candidate) => header.split(candidate).length);
  return csvDelimiters[counts.indexOf(Math.max(...counts))];
}
