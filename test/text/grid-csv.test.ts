import { describe, expect, test } from "vitest";
import { gridFromCsv } from "../../src/text/grid-csv.js";
import { gridFromJson } from "../../src/text/grid-json.js";
import { csvRefusal as refusal } from "./refusals.js";

const { POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minusInf } = Number;

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

  test("columns that no grid has are ignored, and named", () => {
    const { tree, notes } = gridFromCsv("colour,id,parent,upper,power,,\nred,r,,4,9,x,\n");
    expect([...tree.upper]).toEqual([4]);
    expect(notes).toEqual(['ignored, since no grid has such columns: "colour", "power", column 6 (without a name)']);
  });

  test("names of columns are the same in any case, with blanks, underscores or hyphens", () => {
    const { tree, kinds, notes } = gridFromCsv(
      "ID,Parent,LOWER KW,upper limit,Shift-Constant,conversion_factor,Request_KW,Kind\nr,,-9,9,,,,\na,r,-1,2,3,4,1,pv\n",
    );
    expect([tree.lower[1], tree.upper[1], tree.shift[1], tree.weight[1], tree.request?.[1]]).toEqual([-1, 2, 3, 4, 1]);
    expect(kinds).toEqual([undefined, "pv"]);
    expect(notes).toEqual([]);
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

describe("a grid from a spreadsheet", () => {
  const rows = ["id,parent,lower,upper", "r,,,10.5", "a,r,-1.25,2"];
  const numbers = [
    [minusInf, -1.25],
    [10.5, 2],
  ];
  const read = (text: string) => {
    const { tree } = gridFromCsv(text);
    return [[...tree.lower], [...tree.upper]];
  };

  test.each([";", "\t", "|"])("has %j between its cells", (delimiter) => {
    const text = rows.join("\n").replaceAll(",", delimiter);
    expect(read(text)).toEqual(numbers);
    expect(read(text.replaceAll(".", ","))).toEqual(numbers);
  });

  test("says what is between its cells", () => {
    expect(read(`\uFEFFsep=;\r\n${rows.join("\r\n").replaceAll(",", ";")}`)).toEqual(numbers);
    const bad = ["sep=;", "id;parent;upper", "r;;x"].join("\n");
    expect(() => gridFromCsv(bad, "g.csv")).toThrow(/^g\.csv:3: node "r": upper is "x"/);
  });

  test("may have decimal commas in quotes", () => {
    expect(read('id,parent,lower,upper\nr,,,"10,5"\na,r,"-1,25",2\n')).toEqual(numbers);
  });

  test.each(["\r\n", "\r", "\n"])("has lines that end in %j, and rows of nothing but delimiters", (end) => {
    expect(read([rows[0], ",,,", rows[1], "", rows[2], " , ,,", ""].join(end))).toEqual(numbers);
  });

  test("may have cells behind the last column, as long as they are empty", () => {
    expect(read(rows.map((row) => `${row},,`).join("\n"))).toEqual(numbers);
    expect(read([rows[0], `${rows[1]},,,`, rows[2]].join("\n"))).toEqual(numbers);
  });

  test.each([
    ["∞", inf],
    ["+∞", inf],
    ["1 250", 1250],
    ["1\u00a0250,5", 1250.5],
    ["1\u202f250.5", 1250.5],
    ["1'250'000", 1_250_000],
    ["1’250", 1250],
    ["1,250,000", 1_250_000],
    ["1.250.000", 1_250_000],
    ["1,250.5", 1250.5],
    ["1.250,5", 1250.5],
    ["12.345.678,25", 12_345_678.25],
    ["0,250", 0.25],
    ["1250,500", 1250.5],
    ["1,5", 1.5],
    [",5", 0.5],
    ["1,5e3", 1500],
    ["1.250", 1.25],
    ["-", inf],
    ["–", inf],
  ])("reads %s", (cell, value) => {
    expect(gridFromCsv(`id,parent,upper\nr,,"${cell}"\na,r,1\n`).tree.upper[0]).toBe(value);
  });

  test("reads the minus of typesetters", () => {
    expect(gridFromCsv("id,parent,lower\nr,,−1.5\na,r,\n").tree.lower[0]).toBe(-1.5);
    expect(gridFromCsv("id,parent,lower\nr,,−∞\na,r,\n").tree.lower[0]).toBe(minusInf);
    expect(() => gridFromCsv('id,parent,lower\nr,,"−1,250"\na,r,\n')).toThrow(/may be -1250 or -1.25/);
  });

  test("says how many dashes it took for empty cells", () => {
    expect(gridFromCsv("id,parent,lower,upper\nr,,-,-\na,r,,—\n").notes).toEqual([
      "3 cells with nothing but a dash were read as empty ones",
    ]);
  });

  test("one dash is told as one", () => {
    expect(gridFromCsv("id,parent,upper\nr,,-\na,r,1\n").notes).toEqual([
      "a cell with nothing but a dash was read as an empty one",
    ]);
  });

  test("refuses a number that may be two, and says which", () => {
    const error = refusal("id,parent,upper", 'r,,"1,250"');
    expect(error.message).toBe(
      'grid.csv:2: node "r": upper is "1,250", which may be 1250 or 1.25; write it without a separator of thousands',
    );
    expect(refusal("id;parent;upper", "r;;1,250").message).toContain("which may be 1250 or 1.25");
  });

  test("takes other numbers for evidence of the decimal comma, but not of commas between cells", () => {
    expect([...gridFromCsv("id;parent;upper\nr;;1,250\na;r;0,5\n").tree.upper]).toEqual([1.25, 0.5]);
    expect(refusal("id;parent;upper", "r;;1.250", "a;r;0,5").message).toContain("which may be 1250 or 1.25");
    expect(refusal("id,parent,upper", 'r,,"1,250"', 'a,r,"0,5"').message).toContain("which may be 1250 or 1.25");
  });

  test("zero has no sign", () => {
    expect(Object.is(gridFromCsv("id,parent,upper\nr,,-0\n").tree.upper[0], 0)).toBe(true);
  });

  test("takes the apostrophe from what a spreadsheet would have run", () => {
    const { tree } = gridFromCsv("id,parent\n'=r,\n'-a,'=r\n'tis,'=r\n");
    expect([0, 1, 2].map((v) => tree.id(v))).toEqual(["=r", "-a", "'tis"]);
  });

  test("costs no more than its length for a number of a million digits", () => {
    const error = refusal("id,parent,upper", `r,,${"1".repeat(1_000_000)}x`);
    expect(error.message.length).toBeLessThan(300);
    expect(refusal("id,parent,upper", `r,,"${"1,".repeat(500_000)}x"`).message.length).toBeLessThan(300);
    expect(refusal("id,parent,upper", `r,,${"1 ".repeat(500_000)}x`).message.length).toBeLessThan(300);
  });
});

describe("a strict grid from CSV", () => {
  const strict = (text: string) => () => gridFromCsv(text, "grid.csv", { strict: true });

  test.each(["lower", "upper", "shift", "request"])("has no empty %s in a column that is there", (field) => {
    expect(strict(`id,parent,${field}\nr,,0\na,r,\n`)).toThrow(`node "a": ${field} is empty`);
    expect(strict(`id,parent,${field}\nr,,0\na,r,-\n`)).toThrow(`node "a": ${field} is empty`);
    expect(gridFromCsv(`id,parent,${field}\nr,,\na,r,\n`).tree.nodeCount).toBe(2);
  });

  test("needs no columns, no numbers of leaves at inner nodes, and nothing in the others", () => {
    expect(strict("id,parent,upper,shift,request,weight,priority\nr,,9,,,,\na,r,3,0,2,,\n")).not.toThrow();
  });
});

test("the unit is that of the columns' names, where they say one", () => {
  expect(gridFromCsv("id,parent,upper_kw\na,,1\n").unit).toBe("kW");
  expect(gridFromCsv("id,parent,upper\na,,1\n").unit).toBeUndefined();
  expect(gridFromJson('{ "id": "a", "dispatchableLoadKw": 1 }').unit).toBe("kW");
});
