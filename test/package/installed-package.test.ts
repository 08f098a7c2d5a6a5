import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { projectFolder } from "../built-project.js";
import { temporaryFolder } from "../files/temporary-folder.js";

const folder = temporaryFolder();
const packed: string[] = [];

beforeAll(() => {
  // Without its scripts: they would build dist/ anew under the feet of the other suites.
  const pack = npm(projectFolder, "pack", "--ignore-scripts", "--json", "--pack-destination", folder);
  const [{ filename, files }] = JSON.parse(pack.stdout) as { filename: string; files: { path: string }[] }[];
  packed.push(...files.map(({ path }) => path));
  write("package.json", JSON.stringify({ private: true, type: "module" }));
  npm(folder, "install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, filename));
});

function npm(cwd: string, ...args: string[]): SpawnSyncReturns<string> {
  const result = run(cwd, "npm", ...args);
  if (result.status !== 0) throw new Error(`npm ${args.join(" ")}\n${result.stderr}`);
  return result;
}

function run(cwd: string, command: string, ...args: string[]): SpawnSyncReturns<string> {
  const result = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (result.error) throw result.error;
  return result;
}

function write(name: string, content: string): void {
  writeFileSync(join(folder, name), content);
}

/** What a module in the folder prints. */
function printedBy(source: string): string {
  write("module.js", source);
  const { status, stdout, stderr } = run(folder, process.execPath, "module.js");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

describe("the tarball", () => {
  test("has the compiled package and its papers, and nothing else", () => {
    const wanted =
      /^(?:dist\/(?:[\w-]+\/)*[\w-]+\.(?:js|d\.ts)|dist\/(?:schedule-)?kernel\.wasm|dist\/grid\.schema\.json|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    expect(packed.filter((path) => !wanted.test(path))).toEqual([]);
  });

  test.each([
    "dist/index.js",
    "dist/index.d.ts",
    "dist/browser.js",
    "dist/browser.d.ts",
    "dist/light.js",
    "dist/light.d.ts",
    "dist/text/index.js",
    "dist/text/index.d.ts",
    "dist/importers/index.js",
    "dist/importers/index.d.ts",
    "dist/files/index.js",
    "dist/files/index.d.ts",
    "dist/report/index.js",
    "dist/report/index.d.ts",
    "dist/series/index.js",
    "dist/series/index.d.ts",
    "dist/cli/main.js",
    "dist/grid.schema.json",
    "dist/kernel.wasm",
    "dist/schedule-kernel.wasm",
    "package.json",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
  ])("has %s", (path) => {
    expect(packed).toContain(path);
  });
});

describe("the installed package", () => {
  test("is imported from its main entry", () => {
    const printed = printedBy(`
      import { balance, GridUser, Node } from "constrained-node-allocation-balancer";
      const users = [2, 3, 2, 1].map((requestedNetImportKw) => new GridUser({ requestedNetImportKw }));
      const feeders = [users.slice(0, 2), users.slice(2)].map((children) => new Node({ upperLimit: 4, children }));
      const { status, engine } = balance(new Node({ upperLimit: 7.5, children: feeders }));
      console.log(status, engine, ...users.map((user) => user.allocation));
    `);
    expect(printed).toBe("optimal wasm 2 2 2 1\n");
  });

  test("reads and writes by its text entry, whose trees its main entry solves", () => {
    const printed = printedBy(`
      import { Solver } from "constrained-node-allocation-balancer";
      import { gridFromCsv, resultCsv } from "constrained-node-allocation-balancer/text";
      const { tree } = gridFromCsv("id,parent,lower,upper\\nroot,,,3\\na,root,0,1\\nb,root,0,9\\n");
      console.log(resultCsv(tree, new Solver(tree).solve()));
    `);
    expect(printed.trim()).toBe("id,flow,allocation,level\nroot,3,3,2\na,1,1,1\nb,2,2,2");
  });

  test("reads grid files of the trade by its importers entry, YAML with the parser that is installed along", () => {
    const printed = printedBy(`
      import { gridFromYaml, openAmong, readOpenDss } from "constrained-node-allocation-balancer/importers";
      const open = openAmong({ "loads.dss": "New Load.x bus1=a kw=5" });
      const { grid, report } = await readOpenDss("New Circuit.c bus1=a\\nRedirect Loads.dss", { open });
      const { tree } = await gridFromYaml("upper: 3\\nchildren: { a: {} }");
      console.log(grid.tree.nodeCount, report.loadKw, tree.id(1));
    `);
    expect(printed).toBe("2 5 a\n");
  });

  test("draws by its report entry", () => {
    const printed = printedBy(`
      import { FlatTree } from "constrained-node-allocation-balancer";
      import { FlowReport, htmlPicture, treePicture } from "constrained-node-allocation-balancer/report";
      const report = new FlowReport(new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [3, 9] }), [3, 3]);
      console.log(treePicture(report).split("\\n")[0], (await htmlPicture(report)).length > 20000);
    `);
    expect(printed).toBe("3 of 3 100 % ▕████████████▏ 1  ▲ upper limit binds: 1 leaf, 6 short true\n");
  });

  test("solves on two threads by its series entry", () => {
    const printed = printedBy(`
      import { FlatTree } from "constrained-node-allocation-balancer";
      import { runSeries } from "constrained-node-allocation-balancer/series";
      const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 3, 3] });
      const blocks = [1, 2, 3].map((upper) => ({ upper: Float64Array.of(upper, upper) }));
      for await (const { rootFlow } of runSeries(tree, blocks, { workers: 2 })) console.log(rootFlow[0]);
    `);
    expect(printed).toBe("2\n4\n4\n");
  });

  test("has its kernel as a file that loadKernel takes", () => {
    const printed = printedBy(`
      import { readFile } from "node:fs/promises";
      import { LeafNode, loadKernel, Solver } from "constrained-node-allocation-balancer";
      const kernel = import.meta.resolve("constrained-node-allocation-balancer/kernel.wasm");
      await loadKernel(await readFile(new URL(kernel)));
      const { engine, rootFlow } = new Solver(new LeafNode({ upperLimit: 5 })).solve();
      console.log(engine, rootFlow);
    `);
    expect(printed).toBe("wasm 5\n");
  });

  test("has no kernel in its light entry, which solves by the reference until one is loaded and says so to who insists", () => {
    const printed = printedBy(`
      import { readFile } from "node:fs/promises";
      import { gridFromCsv, loadKernel, loadScheduleKernel, schedule, Solver } from "constrained-node-allocation-balancer/light";
      const { tree } = gridFromCsv("id,parent,lower,upper\\nroot,,,3\\na,root,0,9\\n");
      const session = { id: "car", leaf: "a", arrival: 0, departure: 2, energyKwh: 4, maximumKw: 3 };
      const posed = { steps: 2, stepHours: 1, sessions: [session] };
      const insist = { engine: "wasm" };
      const print = (options) => console.log(new Solver(tree, options).solve().engine);
      const bytes = (name) => readFile(new URL(import.meta.resolve("constrained-node-allocation-balancer/" + name)));
      print();
      for (const solve of [() => print(insist), () => schedule(tree, posed, insist)]) {
        try { solve(); } catch ({ message }) { console.log(message); }
      }
      await loadKernel(await bytes("kernel.wasm"));
      print(insist);
      await loadScheduleKernel(await bytes("schedule-kernel.wasm"));
      console.log(schedule(tree, posed, insist).status);
    `);
    expect(printed).toBe(
      "reference\nengine is wasm, but no kernel is loaded: loadKernel first\n" +
        "engine is wasm, but no kernel is loaded: loadScheduleKernel first\nwasm\noptimal\n",
    );
  });

  test("is one file in its browser entry, with the kernels in it", () => {
    const printed = printedBy(`
      import { FlowReport, gridFromCsv, Solver, treePicture } from "constrained-node-allocation-balancer/browser";
      const { tree } = gridFromCsv("id,parent,lower,upper\\nroot,,,3\\na,root,0,9\\n");
      const { engine, flow } = new Solver(tree, { engine: "wasm" }).solve();
      console.log(engine, treePicture(new FlowReport(tree, flow)).length > 0);
    `);
    expect(printed).toBe("wasm true\n");
  });

  test("solves by the reference where no memory for WebAssembly can be had", () => {
    write(
      "little-memory.js",
      `import { balance, LeafNode } from "constrained-node-allocation-balancer";
       const { status, engine, rootFlow } = balance(new LeafNode({ upperLimit: 5 }));
       console.log(status, engine, rootFlow);`,
    );
    const { stdout, stderr } = run(folder, "sh", "-c", `ulimit -v 4000000; "${process.execPath}" little-memory.js`);
    expect(stdout, stderr).toBe("optimal reference 5\n");
  });

  test("does not let its inner files be imported", () => {
    const printed = printedBy(`
      await import("constrained-node-allocation-balancer/dist/engine/kernel.js").catch(({ code }) => console.log(code));
    `);
    expect(printed).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED\n");
  });

  test("solves from the command line by npx", () => {
    write("grid.csv", "id,parent,lower,upper\nroot,,,3\na,root,0,1\nb,root,0,9\n");
    const { status, stdout, stderr } = run(folder, "npx", "--no", "cnab", "solve", "grid.csv", "--format", "csv");
    expect({ status, stdout }, stderr).toEqual({
      status: 0,
      stdout: "id,flow,allocation,level\nroot,3,3,2\na,1,1,1\nb,2,2,2\n",
    });
  });
});

describe("the installed types", () => {
  const heatPump = `
    import { balance, LeafNode, Node, Range, type Solution } from "constrained-node-allocation-balancer";
    import { type Grid, gridFromJson } from "constrained-node-allocation-balancer/text";

    class HeatPump extends LeafNode {
      readonly roomsKw: number[];
      readonly isComfortFirst: boolean;

      constructor(id: string, roomsKw: number[], isComfortFirst = false) {
        super({ id });
        this.roomsKw = roomsKw;
        this.isComfortFirst = isComfortFirst;
      }

      override get limits(): Range {
        return new Range(0, this.roomsKw.reduce((sum, kw) => sum + kw, 0));
      }

      override get shiftConstant(): number {
        return 0.25 * this.roomsKw.length;
      }

      override get conversionFactor(): number {
        return this.isComfortFirst ? 2 : 1;
      }
    }

    const pumps = [new HeatPump("a", [4, 4], true), new HeatPump("b", [9])];
    const solution: Solution = balance(new Node({ upperLimit: 6.75, children: pumps }), { fairness: "siblings" });
    if (solution.status === "infeasible") throw new Error(solution.contradiction.id);
    console.log(solution.status, ...pumps.map((pump) => pump.flow - pump.shiftConstant));
    export const grid: Grid = gridFromJson('{"id": "root", "upper": 1}');
    // @ts-expect-error: there is no such fairness
    balance(pumps[0], { fairness: "cousins" });
  `;

  const tsc = join(projectFolder, "node_modules/typescript/bin/tsc");

  function checked(name: string, source: string, options: Record<string, unknown>): string {
    write(`${name}.ts`, source);
    write(
      `tsconfig.${name}.json`,
      JSON.stringify({
        compilerOptions: { strict: true, module: "NodeNext", target: "ES2022", types: [], noEmit: true, ...options },
        files: [`${name}.ts`],
      }),
    );
    return run(folder, process.execPath, tsc, "-p", `tsconfig.${name}.json`).stdout;
  }

  test("let a leaf of one's own compute its numbers, strictly checked for Node's modules, and it runs", () => {
    const wrongFairness = heatPump.indexOf("// @ts-expect-error");
    expect(checked("node-next", heatPump, {})).toBe("");
    expect(checked("emitted", heatPump.slice(0, wrongFairness), { noEmit: false })).toBe("");
    expect(run(folder, process.execPath, "emitted.js").stdout).toBe("optimal 4 2\n");
  });

  test("serve a bundler's resolution", () => {
    expect(checked("bundler", heatPump, { module: "ESNext", moduleResolution: "bundler" })).toBe("");
  });

  test("need no DOM where Node's own types are, every entry's declarations checked", () => {
    const typeRoots = [join(projectFolder, "node_modules/@types")];
    const nodesTypes = { lib: ["ES2022"], types: ["node"], typeRoots, skipLibCheck: false };
    const all = ["", "/text", "/files", "/report", "/importers", "/generate", "/series", "/browser", "/light"].map(
      (entry, at) => `export * as entry${at} from "constrained-node-allocation-balancer${entry}";`,
    );
    expect(checked("without-dom", `${heatPump}${all.join("\n")}`, nodesTypes)).toBe("");
  });

  test("hold no payload: what is inlined is a string to them", () => {
    const dist = join(folder, "node_modules/constrained-node-allocation-balancer/dist");
    const declarations = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".d.ts"),
    );
    expect(declarations.length).toBeGreaterThan(50);
    expect(declarations.filter((path) => statSync(join(dist, path)).size > 20_000)).toEqual([]);
  });

  test("have names beside Node and Range that the DOM has not", () => {
    const named = `
      import { InnerNode, LeafNode, Limits } from "constrained-node-allocation-balancer";
      class Pump extends LeafNode {
        override get limits(): Limits {
          return new Limits(0, 3);
        }
      }
      export const grid: InnerNode = new InnerNode({ children: [new Pump()] });
    `;
    expect(checked("other-names", named, {})).toBe("");
  });

  test("show nobody the constructors' unchecked ways, nor how walks mark nodes", () => {
    const hidden = `
      import { FlatTree, GridUser, LeafNode, Topology, TreeNode } from "constrained-node-allocation-balancer";
      const topology = new Topology([-1, 0]);
      // @ts-expect-error: an order of one's own
      new Topology([-1, 0], undefined, Int32Array.of(0, 1));
      // @ts-expect-error: a topology of one's own
      new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [1, 1] }, topology);
      // @ts-expect-error: limits that follow from other fields
      new GridUser({ dispatchableLoadKw: 3 }).upperLimit = 2;
      // @ts-expect-error: the mark of a walk
      TreeNode.meets(new LeafNode(), 1);
    `;
    expect(checked("hidden", hidden, {})).toBe("");
  });

  test("refuse what is not of their shape", () => {
    const wrong = `
      import { GridUser } from "constrained-node-allocation-balancer";
      export const user = new GridUser({ requestedNetImportKW: 2 });
    `;
    expect(checked("misspelt", wrong, {})).toContain("requestedNetImportKW");
  });
});
