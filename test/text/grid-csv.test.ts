import { describe, expect, test } from "vitest";
import { InputError } from "../../src/model/input-error.js";
import { FormatError } from "../../src/text/format-error.js";
import { gridFromCsv } from "../../src/text/grid-csv.js";

const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minusInf } = Number;

/** The error that reading the rows ends in, as grid.csv. */
function refusal(...lines: string[]): FormatError {
  try {
    gridFromCsv(lines.join("\n"), "grid.csv");
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toBeInstanceOf(InputError);
    return error as FormatError;
  }
  throw new Error("nothing was refused");
}

describe("a grid from CSV", () => {
  test("has its numbers, ids and structure in the order of the rows", () => {
    const { tree } = gridFromCsv("id,parent,lower,upper,shift,weight\na,r,-1,2,0.5,3\nr,,-4,5,,\nb,r,0,1e-3,-7,.5\n");
    expect([...tree.parent]).toEqual([1, -1, 1]);
    expect([0, 1, 2].map((v) => tree.id(v))).toEqual(["a", "r", "b"]);
    expect([...tree.lower]).toEqual([-1, -4, 0]);
    expect([...tree.upper]).toEqual([2, 5, 0.001]);
    expect([...tree.shift]).toEqual([0.5, 0, -7]);
    expect([...tree.weight]).toEqual([3, 1, 0.5]);
  });

  test("an empty limit is unlimited at an inner node, [0, inf] at a leaf", () => {
    const { tree } = gridFromCsv("id,parent,lower,upper\nr,,,\na,r,,\n");
    expect([...tree.lower]).toEqual([minusInf, 0]);
    expect([...tree.upper]).toEqual([inf, inf]);
  });

  test("absent limit columns are empty limits", () => {
    const { tree } = gridFromCsv("id,parent\nr,\na,r\n");
    expect([...tree.lower]).toEqual([minusInf, 0]);
    expect([...tree.upper]).toEqual([inf, inf]);
    expect([...tree.shift]).toEqual([0, 0]);
    expect([...tree.weight]).toEqual([1, 1]);
  });

  test("zero limits stay zero", () => {
    const { tree } = gridFromCsv("id,parent,lower,upper\nr,,0,0\na,r,0,0\n");
    expect([...tree.lower]).toEqual([0, 0]);
    expect([...tree.upper]).toEqual([0, 0]);
  });

  test.each(["inf", "INF", "+inf", "Infinity", "infinity"])("%s is unlimited above, and negated below", (text) => {
    const negative = `-${text.replace("+", "")}`;
    const { tree } = gridFromCsv(`id,parent,lower,upper\nr,,${negative},${text}\na,r,${negative},${text}\n`);
    expect([...tree.lower]).toEqual([minusInf, minusInf]);
    expect([...tree.upper]).toEqual([inf, inf]);
  });

  test("lower_kw, upper_kw and shift_kw are the same columns", () => {
    const { tree } = gridFromCsv("id,parent,upper_kw,lower_kw,shift_kw\nr,,7,-7,\na,r,3,-2,-1\n");
    expect([...tree.lower]).toEqual([-7, -2]);
    expect([...tree.upper]).toEqual([7, 3]);
    expect([...tree.shift]).toEqual([0, -1]);
  });

  test("names and kinds are kept, undefined where the cell is empty", () => {
    const { names, kinds } = gridFromCsv('id,parent,name,kind\nr,,"Plant, old",plant\na,r,,load\n');
    expect(names).toEqual(["Plant, old", undefined]);
    expect(kinds).toEqual(["plant", "load"]);
  });

  test("without those columns there are no names and kinds", () => {
    const { names, kinds } = gridFromCsv("id,parent\nr,\n");
    expect(names).toBeUndefined();
    expect(kinds).toBeUndefined();
  });

  test("unknown columns are ignored", () => {
    const { tree } = gridFromCsv("colour,id,parent,upper\nred,r,,4\n");
    expect([...tree.upper]).toEqual([4]);
  });

  test("a byte-order mark, CRLF and blank lines are taken", () => {
    const { tree } = gridFromCsv("\uFEFFid,parent,upper\r\n\r\nr,,4\r\na,r,3\r\n");
    expect([...tree.upper]).toEqual([4, 3]);
  });

  test("LF below a header with CRLF is taken", () => {
    const { tree } = gridFromCsv("id,parent,upper\r\nr,,4\na,r,3\n");
    expect([...tree.upper]).toEqual([4, 3]);
  });

  test("blanks around cells are dropped, those in quotes kept", () => {
    const { tree } = gridFromCsv('id , parent, upper\nr , , 4\n" a ",r, 3 \n');
    expect(tree.id(1)).toBe(" a ");
    expect([...tree.parent]).toEqual([-1, 0]);
    expect([...tree.upper]).toEqual([4, 3]);
  });

  test("a quoted id may hold commas, quotes and line breaks", () => {
    const { tree } = gridFromCsv('id,parent\n"a, ""b""\nc",\nx,"a, ""b""\nc"\n');
    expect(tree.id(0)).toBe('a, "b"\nc');
    expect([...tree.parent]).toEqual([-1, 0]);
  });

  test("ids that are property names of objects are ids like any other", () => {
    const { tree } = gridFromCsv("id,parent\nconstructor,\n__proto__,constructor\n");
    expect([...tree.parent]).toEqual([-1, 0]);
  });

  test("a chain of 100,000 nodes is read", () => {
    const rows = Array.from({ length: 100_000 }, (_, v) => `${v},${v === 0 ? "" : v - 1}`);
    expect(gridFromCsv(`id,parent\n${rows.join("\n")}`).tree.leafCount).toBe(1);
  });
});

describe("a grid from CSV refuses, with its line,", () => {
  test("a limit that is not a number", () => {
    const error = refusal("id,parent,lower,upper_kw", "r,,,", "a,r,0,3 kW");
    expect(error.message).toBe('grid.csv:3: node "a": upper_kw is "3 kW"; it must be a number, inf or -inf');
    expect(error).toMatchObject({ source: "grid.csv", line: 3, id: "a", field: "upper_kw", value: "3 kW" });
  });

  test.each(["nan", "0x10", "1,5", "1e999", "--1", "1_000", "."])("the number %s", (text) => {
    const error = refusal("id,parent,weight", "r,,", `a,r,"${text}"`);
    expect(error).toMatchObject({ line: 3, id: "a", field: "weight", value: text });
  });

  test("a row further down, after blank lines, quoted line breaks and CRLF", () => {
    const error = refusal("id,parent,upper\r", '"r\r', '1",,\r', "\r", "  ", 'a,"r\r', '1",3', "b,c,");
    expect(error.message).toBe('grid.csv:8: node "b": parent "c" is not a node');
  });

  test("the line on which a row with line breaks begins", () => {
    expect(refusal("id,parent,name,upper", "é,,,", 'a,é,"x', 'y",z').line).toBe(3);
  });

  test("an unknown parent", () => {
    const error = refusal("id,parent", "r,", "a,q");
    expect(error.message).toBe('grid.csv:3: node "a": parent "q" is not a node');
  });

  test("an id used twice", () => {
    const error = refusal("id,parent", "r,", "a,r", "a,r");
    expect(error.message).toBe('grid.csv:4: node "a": the id is used twice');
  });

  test("a second root", () => {
    const error = refusal("id,parent", "r,", "a,r", "q,");
    expect(error.message).toBe('grid.csv:4: node "q": it has no parent, and so a second root beside "r"');
  });

  test("a cycle beside the root", () => {
    const error = refusal("id,parent", "r,", "a,b", "b,a");
    expect(error.message).toMatch(/^grid\.csv:[34]: node "[ab]": .*cycle/);
  });

  test("a node that is its own parent", () => {
    const error = refusal("id,parent", "r,", "a,a");
    expect(error.message).toMatch(/^grid\.csv:3: node "a": .*cycle/);
  });

  test("no root", () => {
    const error = refusal("id,parent", "a,b", "b,a");
    expect(error.message).toBe("grid.csv: no root: every node has a parent");
  });

  test("an empty id", () => {
    expect(refusal("id,parent", "r,", ",r").message).toBe("grid.csv:3: the id is empty");
  });

  test("a lower limit above the upper", () => {
    const error = refusal("id,parent,lower,upper", "r,,,", "a,r,5,4");
    expect(error.message).toBe('grid.csv:3: node "a": lower 5 is above upper 4');
  });

  test("an infinity on the wrong side", () => {
    expect(refusal("id,parent,lower,upper", "r,,,", "a,r,inf,inf")).toMatchObject({ line: 3, id: "a", field: "lower" });
  });

  test("a weight of zero", () => {
    expect(refusal("id,parent,weight", "r,,", "a,r,0")).toMatchObject({ line: 3, id: "a", field: "weight", value: 0 });
  });

  test("a shift at an inner node", () => {
    expect(refusal("id,parent,shift", "r,,2", "a,r,")).toMatchObject({ line: 2, id: "r", field: "shift", value: 2 });
  });

  test("lower and lower_kw together", () => {
    const error = refusal("id,parent,lower,lower_kw", "r,,,");
    expect(error.message).toBe('grid.csv:1: columns "lower" and "lower_kw" say the same thing; keep one');
  });

  test("a column that stands there twice", () => {
    expect(refusal("id,parent,upper,upper", "r,,,").message).toContain('columns "upper" and "upper"');
  });

  test("a header without id", () => {
    expect(refusal("node;parent", "r;").message).toBe('grid.csv:1: no column "id"; the columns are "node;parent"');
  });

  test("a header without parent, below a blank line", () => {
    expect(refusal("", "id,upper", "r,").message).toBe('grid.csv:2: no column "parent"; the columns are "id", "upper"');
  });

  test("a row with a cell too many", () => {
    expect(refusal("id,parent", "r,", "a,r,1,5").message).toBe(
      'grid.csv:3: node "a": expected 2 cells as in the header, got 4',
    );
  });

  test("a row with a cell too few", () => {
    expect(refusal("id,parent", "r").message).toBe('grid.csv:2: node "r": expected 2 cells as in the header, got 1');
  });

  test("a quote that is never closed, where it is opened", () => {
    const error = refusal("id,parent", "r,", '"a,r', "b,r", "c,r");
    expect(error.message).toBe("grid.csv:3: a quote is opened in this row and never closed");
  });

  test("a quote inside a cell", () => {
    expect(refusal("id,parent", "r,", 'a"b,r').message).toMatch(/^grid\.csv:3: a quote stands inside a cell/);
  });

  test("text behind a closing quote", () => {
    expect(refusal("id,parent", "r,", '"a"b,r').message).toMatch(/^grid\.csv:3: something stands between/);
  });

  test("an empty text", () => {
    expect(refusal("").message).toBe("grid.csv: it is empty; expected CSV with a header");
  });

  test("a header without rows", () => {
    expect(refusal("id,parent").message).toBe("grid.csv: the tree is empty: it has no root");
  });
});
