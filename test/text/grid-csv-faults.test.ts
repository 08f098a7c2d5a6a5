import { describe, expect, test } from "vitest";
import { csvRefusal as refusal } from "./refusals.js";

describe("what is wrong with a grid is told", () => {
  test("all at once, in the order of its lines", () => {
    const error = refusal("id,parent,lower,upper", "r,,,x", "a,r,y,1", "b,q,,", "a,r,,", "c,r,,1,2,3", 'd,"r"r,,');
    expect(error.faults.map(({ line }) => line)).toEqual([2, 3, 6, 7]);
    expect(error.message.split("\n")).toEqual(error.faults.map(({ message }) => message));
    const linked = refusal("id,parent,lower,upper", "r,,,x", "b,q,,", "a,r,,", "a,r,,", "c,,,");
    expect(linked.faults.map(({ line, field }) => [line, field])).toEqual([
      [2, "upper"],
      [3, "parent"],
      [5, "id"],
      [6, "parent"],
    ]);
  });

  test("of what a tree refuses too", () => {
    const error = refusal("id,parent,lower,upper,weight", "r,,,,", "a,r,5,4,", "b,r,,,0", "c,r,inf,,");
    expect(error.faults.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(error).toMatchObject({ line: 3, id: "a", field: "lower" });
  });

  test("twenty times, and then how often more", () => {
    const error = refusal("id,parent,upper", "r,,", ...Array.from({ length: 50 }, (_, k) => `${k},r,x`));
    expect(error.faults).toHaveLength(20);
    expect(error.message.split("\n").at(-1)).toBe("grid.csv: and 30 more");
  });

  test.each([
    ["uper", "upper"],
    ["weigth", "weight"],
    ["prio", "priority"],
    ["Parents", "parent"],
    ["req", "request"],
  ])("a column %s, nearly one that a grid has", (name, meant) => {
    const rows = name === "Parents" ? ["id,parent,Parents", "r,,"] : [`id,parent,${name}`, "r,,"];
    expect(refusal(...rows).message).toBe(`grid.csv:1: unknown column "${name}"; did you mean "${meant}"?`);
  });

  test.each(["upper_mw", "Upper (A)", "lower_limit_kva", "request MW"])(
    "a column %s, in a unit that nobody converts",
    (name) => {
      expect(refusal(`id,parent,${name}`, "r,,").message).toContain("units are not converted");
    },
  );

  test("a loop or a mesh", () => {
    const error = refusal("id,parent", "r,", "a,r", "b,r", "c,a", "c,b");
    expect(error.message).toBe(
      'grid.csv:6: node "c": the id is used twice: a second way to it, through "b" beside "a"; ' +
        "a tree has one, so a loop must be opened and a mesh left out",
    );
  });

  test("without what a terminal obeys, and no more than 200 characters of a cell, header or id", () => {
    const long = `\u001b[31m\u202e\u009b${"x".repeat(5000)}`;
    for (const rows of [
      [`id,parent,upper`, `r,,${long}`],
      [`id,parent,upper`, `${long},q,`],
      [`id,parent,upper`, `r,,1`, `a,${long},1`],
      [`id,${long}`, `r,`],
      [`id,parent,upper_kw,upper`, `${long},,1,2`],
      [`id,parent`, `${long},`, `${long},`],
      [`id,parent`, `r,`, `a,${long}`, `${long},a`],
      [`id,parent`, `r,`, `${long},r,7`],
    ]) {
      const { message } = refusal(...rows);
      expect(message).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(message.length).toBeLessThan(600);
    }
  });
});

describe("a grid from CSV refuses, with its line,", () => {
  test("a limit that is not a number", () => {
    const error = refusal("id,parent,lower,upper_kw", "r,,,", "a,r,0,3 kW");
    expect(error.message).toBe('grid.csv:3: node "a": upper_kw is "3 kW"; it must be a number, inf or -inf');
    expect(error).toMatchObject({ source: "grid.csv", line: 3, id: "a", field: "upper_kw", value: "3 kW" });
  });

  test.each([
    "nan",
    "0x10",
    "1,5,5",
    "1e999",
    "--1",
    "1_000",
    ".",
    ",",
    "1.5.5",
    "12 34",
    "1,234,5",
    "1.234.567,8,9",
    "5 kW",
    "1,,000",
    "+-3",
  ])("the number %s", (text) => {
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
    expect(refusal("node;parent", "r;").message).toBe('grid.csv:1: no column "id"; the columns are "node", "parent"');
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
