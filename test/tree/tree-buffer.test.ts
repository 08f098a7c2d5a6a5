import { describe, expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { kernelOrder } from "../../src/tree/kernel-order.js";
import { numberFields } from "../../src/tree/node-numbers.js";
import { numberStyles, Random, randomTree, shapes, withRandomWishes } from "../random-trees.js";

/** All that two trees are to agree in. */
function contents(tree: FlatTree) {
  const ids = Array.from({ length: tree.nodeCount }, (_, v) => tree.id(v));
  const numbers = numberFields.map((field) => tree[field] && Array.from(tree[field]));
  return { ids, given: tree.topology.givenIds, parent: Array.from(tree.parent), numbers };
}

test.each([false, true])(
  "a tree comes out of its buffer as it went in, the kernel's order included (shared: %s)",
  (shared) => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const style = random.pick(numberStyles);
      const recipe = { shape: random.pick(shapes), style, nodeCount: random.integer(1, 40), seed, mayFail: true };
      const plain = randomTree(recipe);
      const drawn = random.chance(0.5) ? withRandomWishes(plain, style, seed) : plain;
      const ids = random.chance(0.7)
        ? Array.from(drawn.parent, (_, v) => (v % 3 === 2 ? undefined : `é${v}`))
        : undefined;
      const tree = new FlatTree({ ...drawn, ids });
      const buffer = tree.toBuffer({ shared });
      expect(buffer).toBeInstanceOf(shared ? SharedArrayBuffer : ArrayBuffer);
      const back = FlatTree.fromBuffer(buffer);
      expect(contents(back), `seed ${seed}`).toEqual(contents(tree));
      expect(kernelOrder(back.topology), `seed ${seed}`).toEqual(kernelOrder(tree.topology));
      expect(new Solver(back).solve(), `seed ${seed}`).toEqual(new Solver(tree).solve());
      expect(new Uint8Array(back.toBuffer())).toEqual(new Uint8Array(tree.toBuffer()));
    }
  },
);

test("setting a number in a solver leaves the buffer as it was", () => {
  const buffer = new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [4, 2] }).toBuffer();
  const before = new Uint8Array(buffer.slice(0));
  const solver = new Solver(FlatTree.fromBuffer(buffer));
  solver.set(1, { upper: 1 });
  solver.solve();
  expect(new Uint8Array(buffer)).toEqual(before);
});

describe("a buffer is refused", () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 2, 3], ids: ["root", "a", "b"] });

  test("with any one bit turned", () => {
    const whole = tree.toBuffer();
    for (let bit = 0; bit < whole.byteLength * 8; bit++) {
      const damaged = whole.slice(0);
      new Uint8Array(damaged)[bit >> 3] ^= 1 << (bit & 7);
      expect(() => FlatTree.fromBuffer(damaged), `bit ${bit}`).toThrow(/is no tree|is damaged|of version/);
    }
  });

  test("cut short, or longer than it was", () => {
    const whole = tree.toBuffer();
    for (let length = 0; length < whole.byteLength; length++) {
      expect(() => FlatTree.fromBuffer(whole.slice(0, length)), `${length} bytes`).toThrow(/is no tree|is damaged/);
    }
    const longer = new ArrayBuffer(whole.byteLength + 8);
    new Uint8Array(longer).set(new Uint8Array(whole));
    expect(() => FlatTree.fromBuffer(longer)).toThrow("is damaged");
  });

  test("from another program, or another version", () => {
    expect(() => FlatTree.fromBuffer(new TextEncoder().encode("id,parent,lower,upper\n".repeat(3)).buffer)).toThrow(
      "the buffer (66 bytes) is no tree: it does not begin as FlatTree.toBuffer does",
    );
    const later = tree.toBuffer();
    new Uint32Array(later)[1] = 2;
    expect(() => FlatTree.fromBuffer(later)).toThrow("the buffer is a tree of version 2; this is version 1");
  });
});
