import { describe, expect, test } from "vitest";
import { listItems, ParameterReader } from "../../../src/importers/opendss/parameters.js";
import { reversePolish } from "../../../src/importers/opendss/reverse-polish.js";

function parametersOf(line: string): [string, string][] {
  const reader = new ParameterReader(line);
  const found: [string, string][] = [];
  for (let next = reader.next(); next !== undefined; next = reader.next()) found.push([next.name, next.value]);
  return found;
}

describe("a line of OpenDSS", () => {
  test.each<[string, string, [string, string][]]>([
    [
      "named and positional values, apart by blanks or commas",
      "a 1, b=2,c = 3\td",
      [
        ["", "a"],
        ["", "1"],
        ["b", "2"],
        ["c", "3"],
        ["", "d"],
      ],
    ],
    [
      "every kind of bracket",
      `(a b) [c d] {e f} "g h" 'i j'`,
      [
        ["", "a b"],
        ["", "c d"],
        ["", "e f"],
        ["", "g h"],
        ["", "i j"],
      ],
    ],
    [
      "brackets inside a name are part of it",
      "New Line.l(r:a-b) x=1",
      [
        ["", "New"],
        ["", "Line.l(r:a-b)"],
        ["x", "1"],
      ],
    ],
    [
      "brackets of one kind end at the first that closes",
      "a=(1 (2) 3)",
      [
        ["a", "1 (2"],
        ["", "3)"],
      ],
    ],
    ["a quote that is not closed goes to the end", 'a="b c', [["a", "b c"]]],
    ["comments behind ! and //", "a=1 ! b=2", [["a", "1"]]],
    ["comments that touch a value", "a=1// b=2", [["a", "1"]]],
    [
      "no comment within quotes",
      'a="1!2//3" b',
      [
        ["a", "1!2//3"],
        ["", "b"],
      ],
    ],
    ["an equals sign with nothing behind it", "a=", [["a", ""]]],
    ["nothing", "  ", []],
  ])("%s", (_, line, expected) => {
    expect(parametersOf(line)).toEqual(expected);
  });

  test("bars stand between the values of a list", () => {
    expect(listItems("1 | 2, (3 4 *)|5").map(({ value }) => value)).toEqual(["1", "2", "3 4 *", "5"]);
  });
});

describe("arithmetic in reverse Polish notation", () => {
  test.each([
    ["8 1000 /", 0.008],
    ["1.051 0.88 0.001 3 * - - 115 12.47 / sqr *", (1.051 - (0.88 - 0.003)) * (115 / 12.47) ** 2],
    ["2 3 ^", 8],
    ["9 sqrt 1 +", 4],
    ["30 sin 60 cos +", 1],
    ["1 2 swap -", 1],
    ["4 inv", 0.25],
    ["pi", Math.PI],
    ["7", 7],
  ])("%s", (text, expected) => {
    expect(reversePolish(text)).toBeCloseTo(expected, 12);
  });

  test.each(["1 +", "", "abc", "1 0 /", "-1 sqrt", "1 2 3 4 5 6 7 8 9 10 11 12 +"])('"%s" is no number', (text) => {
    expect(reversePolish(text)).toBeUndefined();
  });
});
