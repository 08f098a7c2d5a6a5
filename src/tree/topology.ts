import { InputError } from "../model/input-error.js";

/** Positions of nodes further below the root would be longer than the tree is worth. */
export const DEEPEST_POSITION = 64;

/** Parents that are known to be a tree's; nobody else holds the arrays. Not for callers of the package, who are checked. */
export class SoundParents {
  readonly parent: Int32Array;
  /** Breadth first. */
  readonly topDown: Int32Array;

  constructor(parent: Int32Array, topDown: Int32Array) {
    this.parent = parent;
    this.topDown = topDown;
  }
}

/**
 * Who hangs below whom, without any numbers: checked once, shared by every tree of the same shape.
 *
 * Node indices are the caller's. The children of node `v` are `childNodes[childStart[v] .. childStart[v + 1])`, in the
 * caller's order; `topDown` lists every node after its parent.
 */
export class Topology {
  readonly nodeCount: number;
  readonly leafCount: number;
  readonly root: number;
  /** Length `nodeCount`: the parent's index, -1 for the root. */
  readonly parent: Int32Array;
  /** Length `nodeCount + 1`. */
  readonly childStart: Int32Array;
  /** Length `nodeCount`. */
  readonly topDown: Int32Array;

  #bottomUp: Int32Array | undefined;
  #childNodes: Int32Array | undefined;
  #leaves: Int32Array | undefined;
  readonly #ids: readonly (string | undefined)[] | undefined;
  #indexOfId: Map<string, number> | undefined;

  /**
   * @param parent index of each node's parent, -1 for the one root; in any order
   * @param ids one per node; `undefined` means the positional id
   * @throws InputError for an empty tree, no root or several, an unknown parent, a cycle, a duplicate id
   */
  constructor(parent: ArrayLike<number>, ids?: readonly (string | undefined)[]);
  /** @internal */
  constructor(parent: SoundParents, ids?: readonly (string | undefined)[]);
  constructor(given: ArrayLike<number> | SoundParents, ids?: readonly (string | undefined)[]) {
    const sound = given instanceof SoundParents ? given : undefined;
    const parent = sound?.parent ?? (given as ArrayLike<number>);
    const nodeCount = parent.length;
    if (nodeCount === 0) throw new InputError("the tree is empty: it has no root", { field: "parent" });
    if (ids && ids.length !== nodeCount) {
      throw new InputError(`ids has ${ids.length} entries, parent has ${nodeCount}`, {
        field: "ids",
        value: ids.length,
      });
    }
    this.nodeCount = nodeCount;
    this.#ids = ids;
    if (sound) {
      this.parent = sound.parent;
      this.root = sound.topDown[0];
    } else {
      this.parent = new Int32Array(nodeCount);
      this.root = this.#readParents(parent);
    }
    this.childStart = new Int32Array(nodeCount + 1);
    this.leafCount = this.#countChildren();
    this.topDown = sound?.topDown ?? this.#fillTopDown();
    if (ids) this.#checkIds(ids);
  }

  /** The ids as they were given; `undefined` where none was, for one node or for all. */
  get givenIds(): readonly (string | undefined)[] | undefined {
    return this.#ids;
  }

  /** Length `nodeCount`: `topDown` from its end, every node before its parent. */
  get bottomUp(): Int32Array {
    this.#bottomUp ??= this.topDown.toReversed();
    return this.#bottomUp;
  }

  /** Length `nodeCount - 1`. */
  get childNodes(): Int32Array {
    this.#childNodes ??= this.#listChildren();
    return this.#childNodes;
  }

  /** Length `leafCount`: the indices of the leaves, ascending. */
  get leaves(): Int32Array {
    if (this.#leaves === undefined) {
      this.#leaves = new Int32Array(this.leafCount);
      for (let v = 0, j = 0; v < this.nodeCount; v++) if (this.isLeaf(v)) this.#leaves[j++] = v;
    }
    return this.#leaves;
  }

  isLeaf(node: number): boolean {
    return this.childStart[node] === this.childStart[node + 1];
  }

  /**
   * The node's given id, or its position: "1" for the root, "1.2.1" for the first child of its second child; more than 64
   * levels below the root its index, "#8191", so that the ids of a deep tree are not longer than the tree.
   * @throws InputError for an index that no node has
   */
  id(node: number): string {
    const given = this.#ids?.[node];
    if (given !== undefined) return given;
    // A way up from nowhere would not end.
    if (!(Number.isInteger(node) && node >= 0 && node < this.nodeCount)) {
      throw new InputError(`node ${node} is not in the tree; expected 0..${this.nodeCount - 1}`, { value: node });
    }
    const path: number[] = [];
    for (let v = node; v !== this.root; v = this.parent[v]) {
      if (path.length === DEEPEST_POSITION) return `#${node}`;
      path.push(this.#positionAmongSiblings(v));
    }
    path.push(1);
    return path.reverse().join(".");
  }

  /** From 1. Siblings stand in `childNodes` by ascending index, so a binary search finds it. */
  #positionAmongSiblings(node: number): number {
    const first = this.childStart[this.parent[node]];
    let low = first;
    let high = this.childStart[this.parent[node] + 1];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.childNodes[middle] <= node) low = middle;
      else high = middle;
    }
    return low - first + 1;
  }

  /** Index of the node with that id (given or positional), or -1. */
  indexOf(id: string): number {
    const ids = this.#ids;
    if (ids && this.#indexOfId === undefined) {
      const index = new Map<string, number>();
      ids.forEach((given, v) => {
        if (given !== undefined) index.set(given, v);
      });
      this.#indexOfId = index;
    }
    const given = this.#indexOfId?.get(id);
    if (given !== undefined) return given;
    const node = this.#atPosition(id);
    return node >= 0 && ids?.[node] === undefined ? node : -1;
  }

  /** Index of the node at a position such as "1.2.1" or "#8191", or -1. */
  #atPosition(position: string): number {
    if (/^#\d+$/.test(position)) {
      const node = Number(position.slice(1));
      return node < this.nodeCount && this.#isTooDeepForPosition(node) && position === `#${node}` ? node : -1;
    }
    if (!/^1(\.[1-9]\d*)*$/.test(position)) return -1;
    const steps = position.split(".").slice(1);
    if (steps.length > DEEPEST_POSITION) return -1;
    let node = this.root;
    for (const step of steps) {
      const at = this.childStart[node] + Number(step) - 1;
      if (at >= this.childStart[node + 1]) return -1;
      node = this.childNodes[at];
    }
    return node;
  }

  #isTooDeepForPosition(node: number): boolean {
    let v = node;
    for (let level = 0; level <= DEEPEST_POSITION; level++) {
      if (v === this.root) return false;
      v = this.parent[v];
    }
    return true;
  }

  #readParents(parent: ArrayLike<number>): number {
    const { nodeCount } = this;
    let root = -1;
    for (let v = 0; v < nodeCount; v++) {
      const p = parent[v];
      if (p === -1) {
        if (root >= 0) {
          throw new InputError(`a second root beside ${this.#name(root)}: its parent is -1 too`, {
            id: this.#name(v),
            field: "parent",
            value: p,
          });
        }
        root = v;
      } else if (!(Number.isInteger(p) && p >= 0 && p < nodeCount)) {
        throw new InputError(`parent ${p} is not a node: expected -1 for the root or 0..${nodeCount - 1}`, {
          id: this.#name(v),
          field: "parent",
          value: p,
        });
      }
      this.parent[v] = p;
    }
    if (root < 0) throw new InputError("no root: every node has a parent", { field: "parent" });
    return root;
  }

  /** Fills `childStart`; returns the number of leaves. */
  #countChildren(): number {
    const { parent, childStart, nodeCount } = this;
    for (let v = 0; v < nodeCount; v++) {
      const p = parent[v];
      if (p >= 0) childStart[p + 1] = childStart[p + 1] + 1;
    }
    let leafCount = 0;
    for (let v = 0; v < nodeCount; v++) {
      const count = childStart[v + 1];
      if (count === 0) leafCount++;
      childStart[v + 1] = childStart[v] + count;
    }
    return leafCount;
  }

  #listChildren(): Int32Array {
    const { parent, childStart, nodeCount } = this;
    const childNodes = new Int32Array(nodeCount - 1);
    const next = childStart.slice(0, nodeCount);
    for (let v = 0; v < nodeCount; v++) {
      const p = parent[v];
      if (p < 0) continue;
      const at = next[p];
      childNodes[at] = v;
      next[p] = at + 1;
    }
    return childNodes;
  }

  /** Breadth first from the root; what it cannot reach hangs on a cycle. */
  #fillTopDown(): Int32Array {
    const { childStart, childNodes, nodeCount } = this;
    const topDown = new Int32Array(nodeCount);
    topDown[0] = this.root;
    let reached = 1;
    for (let k = 0; k < reached; k++) {
      const v = topDown[k];
      const end = childStart[v + 1];
      for (let c = childStart[v]; c < end; c++) topDown[reached++] = childNodes[c];
    }
    if (reached < nodeCount) this.#throwCycle(topDown.subarray(0, reached));
    return topDown;
  }

  #throwCycle(reached: Int32Array): never {
    const isReached = new Uint8Array(this.nodeCount);
    for (const v of reached) isReached[v] = 1;
    // Climbing from any unreached node for nodeCount steps ends on the cycle itself.
    let v = isReached.indexOf(0);
    for (let step = 0; step < this.nodeCount; step++) v = this.parent[v];
    const parentName = this.#name(this.parent[v]);
    throw new InputError(`its parent "${parentName}" is also below it: the tree has a cycle`, {
      id: this.#name(v),
      field: "parent",
      value: parentName,
    });
  }

  #checkIds(ids: readonly (string | undefined)[]): void {
    const seen = new Set<string>();
    for (let v = 0; v < ids.length; v++) {
      const id = ids[v];
      if (id === undefined) continue;
      if (typeof id !== "string" || id === "") {
        throw new InputError(`id is ${JSON.stringify(id)}; it must be a string that is not empty`, {
          id: String(v),
          field: "id",
          value: id,
        });
      }
      if (/\p{Cs}/u.test(id)) {
        throw new InputError("its id has half a character in it (a lone surrogate)", { id, field: "id", value: id });
      }
      if (seen.has(id)) {
        throw new InputError(`the id is used twice, by nodes ${ids.indexOf(id)} and ${v}`, {
          id,
          field: "id",
          value: id,
        });
      }
      seen.add(id);
      const namesake = this.#atPosition(id);
      if (namesake >= 0 && ids[namesake] === undefined) {
        throw new InputError(`node ${v} has this id, and so has node ${namesake} by its position`, {
          id,
          field: "id",
          value: id,
        });
      }
    }
  }

  /** For messages before the structure is known to be a tree, when positions cannot be walked yet. */
  #name(node: number): string {
    return this.#ids?.[node] ?? String(node);
  }
}
