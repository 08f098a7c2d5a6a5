import type { FlowNetwork } from "./flow-network.js";
import { levelTargets, type Terminals } from "./level-targets.js";

/** Nodes that trade with each other alone, and which of the terminals are among them. */
interface Part {
  readonly nodes: Int32Array;
  readonly terminals: Int32Array;
}

/**
 * Makes the terminals of a part of the network as even as the network lets them, their sum staying what it is.
 *
 * Asks for the amounts that would be level. If they can be routed the part is done. If not, a cut divides it: nobody on
 * one side can pass anything to the other, whose levels are to be higher, so both are solved for themselves
 * (Fujishige 1980; Groenevelt 1991).
 * @param sign 1 where the network takes a terminal's amount from it, -1 where it brings it there
 */
export function makeEven(network: FlowNetwork, terminals: Terminals, nodes: Int32Array, sign: 1 | -1): void {
  const { supply, distance } = network;
  const terminalAt = new Map(Array.from(terminals.node, (node, k) => [node, k]));
  const partOf = (members: Int32Array): Part => ({
    nodes: members,
    terminals: Int32Array.from(members, (node) => terminalAt.get(node) ?? -1).filter((k) => k >= 0),
  });
  const todo = [partOf(nodes)];
  for (let part = todo.pop(); part; part = todo.pop()) {
    const asked = levelTargets(terminals, part.terminals, sumOver(terminals.amount, part.terminals));
    part.terminals.forEach((k, place) => {
      supply[terminals.node[k]] = sign * (asked[place] - terminals.amount[k]);
    });
    network.route(part.nodes);
    let stuck = 0;
    part.terminals.forEach((k, place) => {
      const left = supply[terminals.node[k]];
      terminals.amount[k] = asked[place] - sign * left;
      stuck += Math.max(0, left);
      supply[terminals.node[k]] = 0;
    });
    // Less than a quantum each is rounding of the level.
    if (stuck <= part.terminals.length) continue;
    todo.push(partOf(part.nodes.filter((node) => distance[node] < 0)));
    todo.push(partOf(part.nodes.filter((node) => distance[node] >= 0)));
  }
}

function sumOver(values: Float64Array, places: Int32Array): number {
  let sum = 0;
  for (const k of places) sum += values[k];
  return sum;
}
