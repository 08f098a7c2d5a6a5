/**
 * Arcs with room in both directions, and what each node still has to give or wants. Amounts are whole numbers below 2^53, so
 * nothing is rounded.
 */
export class FlowNetwork {
  /** Length `nodeCount`: what a node has to give; below 0, what it can take. */
  readonly supply: Float64Array;
  /** Length `nodeCount`: arcs on the way to the nearest node that can take something; -1 where there is no way. */
  readonly distance: Int32Array;
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #head: Int32Array;
  readonly #room: Float64Array;
  readonly #current: Int32Array;
  #arcCount = 0;

  constructor(nodeCount: number, arcCount: number) {
    this.supply = new Float64Array(nodeCount);
    this.distance = new Int32Array(nodeCount).fill(-1);
    this.#first = new Int32Array(nodeCount).fill(-1);
    this.#current = new Int32Array(nodeCount);
    this.#next = new Int32Array(2 * arcCount);
    this.#head = new Int32Array(2 * arcCount);
    this.#room = new Float64Array(2 * arcCount);
  }

  /** An arc that could carry so much more forwards, and so much less. Returns its number. */
  addArc(tail: number, head: number, more: number, less: number): number {
    const arc = this.#arcCount;
    this.#arcCount += 2;
    this.#halfArc(arc, tail, head, more);
    this.#halfArc(arc + 1, head, tail, less);
    return arc;
  }

  /** By how much less the arc could carry: what it has been given above its least. */
  lessOn(arc: number): number {
    return this.#room[arc + 1];
  }

  /**
   * Moves as much as can be moved from members that have something to members that want something, through members alone.
   * `distance` then tells the cut: whoever still has something is at -1, and nobody at -1 can pass anything to the others.
   *
   * Shortest ways first, all of one length at a time (Dinic 1970).
   */
  route(members: Int32Array): void {
    for (;;) {
      this.#measure(members);
      const givers = members.filter((node) => this.supply[node] > 0 && this.distance[node] >= 0);
      if (givers.length === 0) return;
      for (const node of members) this.#current[node] = this.#first[node];
      for (const giver of givers) this.#giveAll(giver);
    }
  }

  #halfArc(arc: number, tail: number, head: number, room: number): void {
    this.#head[arc] = head;
    this.#room[arc] = room;
    this.#next[arc] = this.#first[tail];
    this.#first[tail] = arc;
  }

  /** Breadth first, backwards from who wants something. */
  #measure(members: Int32Array): void {
    const { supply, distance } = this;
    const isMember = new Uint8Array(supply.length);
    for (const node of members) {
      isMember[node] = 1;
      distance[node] = supply[node] < 0 ? 0 : -1;
    }
    const queue = Array.from(members.filter((node) => supply[node] < 0));
    for (let k = 0; k < queue.length; k++) {
      const node = queue[k];
      for (let arc = this.#first[node]; arc >= 0; arc = this.#next[arc]) {
        const tail = this.#head[arc];
        if (isMember[tail] === 0 || distance[tail] >= 0 || this.#room[arc ^ 1] === 0) continue;
        distance[tail] = distance[node] + 1;
        queue.push(tail);
      }
    }
  }

  /** One way after the other, each one arc nearer at every step, until the giver has nothing or no such way is left. */
  #giveAll(giver: number): void {
    const { supply } = this;
    const way: number[] = [];
    let node = giver;
    while (supply[giver] > 0) {
      if (supply[node] < 0) {
        this.#move(giver, node, way);
        way.length = 0;
        node = giver;
        continue;
      }
      const arc = this.#nearerArc(node);
      if (arc >= 0) {
        way.push(arc);
        node = this.#head[arc];
        continue;
      }
      const last = way.pop();
      if (last === undefined) return;
      node = this.#head[last ^ 1];
      this.#current[node] = this.#next[this.#current[node]];
    }
  }

  #nearerArc(node: number): number {
    let arc = this.#current[node];
    while (arc >= 0 && !(this.#room[arc] > 0 && this.distance[this.#head[arc]] === this.distance[node] - 1)) {
      arc = this.#next[arc];
    }
    this.#current[node] = arc;
    return arc;
  }

  #move(giver: number, taker: number, way: readonly number[]): void {
    let amount = Math.min(this.supply[giver], -this.supply[taker]);
    for (const arc of way) amount = Math.min(amount, this.#room[arc]);
    for (const arc of way) {
      this.#room[arc] -= amount;
      this.#room[arc ^ 1] += amount;
    }
    this.supply[giver] -= amount;
    this.supply[taker] += amount;
  }
}
