import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BlockEncoder, type EncodedBlock } from "../../src/series/encode-block.js";
import { readPart, writePart } from "../../src/series/part-blocks.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { gathered } from "./gathered.js";

const folder = temporaryFolder();
const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 3, 3] });

async function* blocks(): AsyncGenerator<EncodedBlock, void> {
  const allocations = { isParquet: false, timeKind: "number" as const, isZipped: false };
  const encoder = await BlockEncoder.for(tree, { options: {}, outputs: { allocations } });
  for (const [k, upper] of [
    [1, 3],
    [2, 2],
  ].entries()) {
    yield await encoder.encode({
      times: [String(k)],
      steps: { upper: Float64Array.from(upper), request: Float64Array.from(upper) },
    });
  }
}

test("blocks are read as they were written", async () => {
  const path = join(folder, "whole.part");
  await writePart(path, "1", blocks());
  const read = await gathered(readPart(path));
  // Bytes come back as another kind of array.
  const plain = ({ allocations, ...others }: EncodedBlock) => ({
    ...others,
    text: String(Buffer.from(allocations?.bytes ?? [])),
  });
  expect(read.map(plain)).toEqual((await gathered(blocks())).map(plain));
  expect(read.map((block) => plain(block).text)).toEqual(["0,1.1,1,1,0\n0,1.2,3,3,0\n", "1,1.1,2,2,0\n1,1.2,2,2,0\n"]);
});

test("what is cut off anywhere is told, and no block is given that is not whole", async () => {
  const path = join(folder, "cut.part");
  await writePart(path, "1", blocks());
  const whole = readFileSync(path);
  const first = 8 + whole.readDoubleLE();
  for (const [length, count] of [
    [3, 0],
    [8, 0],
    [first - 1, 0],
    [first + 5, 1],
    [whole.length - 1, 1],
  ]) {
    writeFileSync(path, whole.subarray(0, length));
    let given = 0;
    const all = async () => {
      for await (const _ of readPart(path)) given++;
    };
    await expect(all(), `${length} bytes`).rejects.toThrow("cut.part: it is damaged");
    expect(given).toBe(count);
  }
});

test("blocks that fail leave nothing", async () => {
  async function* failing() {
    yield* blocks();
    throw new Error("enough");
  }
  await expect(writePart(join(folder, "failed.part"), "1", failing())).rejects.toThrow("enough");
  expect(readdirSync(folder).filter((name) => name.startsWith("failed"))).toEqual([]);
});
