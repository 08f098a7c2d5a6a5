import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvRows } from "../../src/text/csv-rows.js";

/** The same dialect in a reader of many years. */
function oracle(text: string, delimiter: string): string[][] {
  const rows: string[][] = parse(text, {
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    ltrim: true,
    rtrim: true,
  });
  return rows.filter((row) => row.some((value) => value !== ""));
}

const blanks = fc.constantFrom("", "", "", " ", "\t", "  ");
const content = fc.string({ unit: fc.constantFrom("a", "é", ",", ";", '"', "\n", "\r", " ", "1", "'"), maxLength: 6 });
const quoted = content.map((text) => `"${text.replaceAll('"', '""')}"`);
const bare = fc.string({ unit: fc.constantFrom("a", "é", "1", " ", "'", "="), maxLength: 5 });
const cell = fc.tuple(blanks, fc.oneof(quoted, bare), blanks).map((parts) => parts.join(""));

test("rows are those of another reader, whatever is quoted", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(",", ";"),
      fc.array(fc.tuple(fc.array(cell, { minLength: 1, maxLength: 4 }), fc.constantFrom("\n", "\r\n", "\r")), {
        maxLength: 6,
      }),
      (delimiter, lines) => {
        const text = lines.map(([cells, end]) => cells.join(delimiter) + end).join("");
        const rows = [...csvRows(text, delimiter)];
        expect(rows.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
        expect(rows.map(({ cells }) => cells)).toEqual(oracle(text, delimiter));
      },
    ),
    { numRuns: 2000, seed: 7 },
  );
});

test("a row begins on the line that an editor shows", () => {
  const text = 'a,b\r\n\r\n"x\ny",1\r"z\r\nz\rz",2\n\n3,4';
  expect([...csvRows(text, ",")].map(({ line }) => line)).toEqual([1, 3, 5, 9]);
});

test("rows behind a broken one are read", () => {
  const rows = [...csvRows('a"b,1\nc,2\n"d"e,3\nf,4\n', ",")];
  expect(rows.map(({ line, problem }) => [line, problem !== undefined])).toEqual([
    [1, true],
    [2, false],
    [3, true],
    [4, false],
  ]);
});
