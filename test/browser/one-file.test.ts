import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type * as everything from "../../src/index.js";
import type * as report from "../../src/report/index.js";
import type * as text from "../../src/text/index.js";
import { projectFolder } from "../built-project.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { describeInChromium } from "./chromium.js";
import { type StaticServer, serveFolder } from "./static-server.js";

type Package = typeof everything & typeof text & typeof report;

const csv = "id,parent,lower_kw,upper_kw\nstreet,,0,4\nuser1,street,0,3\nuser2,street,0,3\n";

/** A page and a module worker that import one file from another origin, without an import map. */
function writePage(folder: string, name: string, address: string): void {
  const script = `import * as everything from "${address}"; globalThis.balancer = everything;`;
  writeFileSync(join(folder, `${name}.js`), script);
  writeFileSync(
    join(folder, `${name}.html`),
    `<!doctype html><title>${name}</title><link rel="icon" href="data:,"><script type="module">${script}
    globalThis.startWorker = () => new Worker("./${name}.js", { type: "module" });</script>`,
  );
}

const inPage = <T>(
  scope: { evaluate(expression: string): Promise<unknown> },
  run: (balancer: Package, csv: string) => T,
): Promise<T> => scope.evaluate(`(${run})(balancer, ${JSON.stringify(csv)})`) as Promise<T>;

describeInChromium("one file from another origin, without an import map", (open) => {
  const folder = temporaryFolder();
  const servers: StaticServer[] = [];
  const networkFolder = temporaryFolder();
  const packageFolder = "constrained-node-allocation-balancer@0.1.0";
  let dist = "";
  beforeAll(async () => {
    symlinkSync(projectFolder, join(networkFolder, packageFolder));
    const network = await serveFolder(networkFolder, { "access-control-allow-origin": "*" });
    dist = `${network.origin}/${packageFolder}/dist`;
    for (const name of ["browser", "light"]) writePage(folder, name, `${dist}/${name}.js`);
    const embedding = readFileSync(join(projectFolder, "docs/embedding.md"), "utf8");
    const worker = /^```js\n([\s\S]*?)^```$/m.exec(embedding)?.[1] ?? "";
    writeFileSync(join(folder, "worker.js"), worker.replace(`https://cdn.example/${packageFolder}/dist`, dist));
    servers.push(await serveFolder(folder), network);
  });
  afterAll(() => Promise.all(servers.map((server) => server.close())));
  const openPage = (name: string) => open(`${servers[0].origin}/${name}.html`);

  test("a page reads a grid, solves it, writes the result and draws it", async () => {
    const found = await inPage(await openPage("browser"), async (balancer, csv) => {
      const { tree } = balancer.gridFromCsv(csv);
      const solution = new balancer.Solver(tree).solve();
      if (solution.status !== "optimal") throw new Error(solution.status);
      const { svgPicture, htmlPicture, treePicture, mermaidPicture } = balancer;
      const report = new balancer.FlowReport(tree, solution.flow);
      return {
        engine: solution.engine,
        csv: balancer.resultCsv(tree, solution),
        json: balancer.resultJson(tree, solution),
        pictures: [svgPicture(report), await htmlPicture(report), treePicture(report), mermaidPicture(report)],
        violations: balancer.verify(tree, solution),
      };
    });
    expect(found.engine).toBe("wasm");
    expect(found.csv).toBe("id,flow,allocation,level\nstreet,4,4,2\nuser1,2,2,2\nuser2,2,2,2\n");
    expect(JSON.parse(found.json)).toMatchObject({ status: "optimal", nodes: [{ flow: 4 }, { flow: 2 }, { flow: 2 }] });
    const beginnings = found.pictures.map((picture) => /^(?:<svg|<!doctype|4 of 4|flowchart)/.exec(picture)?.[0]);
    expect(beginnings).toEqual(["<svg", "<!doctype", "4 of 4", "flowchart"]);
    expect(found.violations).toEqual([]);
  });

  test("the worker on the page about embedding solves what is posted to it", async () => {
    const page = await openPage("browser");
    const flow = await page.evaluate((csv) => {
      const worker = new Worker("./worker.js", { type: "module" });
      return new Promise<number[]>((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(Array.from(data as Float64Array));
        worker.onerror = reject;
        worker.postMessage(csv);
      });
    }, csv);
    expect(flow).toEqual([4, 2, 2]);
  });

  test("a module worker, which can have no import map, solves by the kernel", async () => {
    const page = await openPage("browser");
    const started = page.waitForEvent("worker");
    await page.evaluate("void startWorker()");
    const worker = await started;
    await expect.poll(() => worker.evaluate("typeof balancer")).toBe("object");
    const engine = await inPage(
      worker,
      (balancer, csv) => new balancer.Solver(balancer.gridFromCsv(csv).tree).solve().engine,
    );
    expect(engine).toBe("wasm");
  });

  test("the light file solves by the reference, and by the kernel once it is loaded", async () => {
    const page = await openPage("light");
    const engine = () =>
      inPage(page, ({ LeafNode, Solver }) => new Solver(new LeafNode({ upperLimit: 1 })).solve().engine);
    expect(await engine()).toBe("reference");
    await page.evaluate(`balancer.loadKernel(fetch("${dist}/kernel.wasm"))`);
    expect(await engine()).toBe("wasm");
  });

  test("a thousand solvers live in one page, and take turns", async () => {
    const flows = await inPage(await openPage("browser"), ({ FlatTree, Solver }) => {
      const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 3, 3] });
      const solvers = Array.from({ length: 1000 }, () => new Solver(tree));
      const found: string[] = [];
      for (let turn = 1; turn <= 2; turn++) {
        for (const [k, solver] of solvers.entries()) {
          solver.set(1, { upper: (turn * (k % 10)) / 10 });
          const { engine, flow } = solver.solve() as everything.OptimalSolution;
          if (turn === 2) found.push(`${engine} ${flow[1]}`);
        }
      }
      return found;
    });
    expect(flows).toEqual(Array.from({ length: 1000 }, (_, k) => `wasm ${(2 * (k % 10)) / 10}`));
  });
});
