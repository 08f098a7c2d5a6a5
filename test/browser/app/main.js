import { FlatTree, loadKernel, Solver } from "constrained-node-allocation-balancer";
import kernelUrl from "constrained-node-allocation-balancer/kernel.wasm?url";

globalThis.balancer = { FlatTree, Solver };
globalThis.streamKernel = () => loadKernel(fetch(kernelUrl));
globalThis.startWorker = () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
