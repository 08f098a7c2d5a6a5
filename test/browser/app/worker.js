import { FlatTree, Solver } from "constrained-node-allocation-balancer";

addEventListener("message", ({ data: { tree, options } }) => {
  const { status, engine, flow } = new Solver(new FlatTree(tree), options).solve();
  postMessage({ status, engine, flow });
});

globalThis.balancer = { FlatTree, Solver };
