// What a page loads, minified and compressed: of each entry all of it, or what a bundler keeps for an import.
const rows = [
  { name: "kernel", path: "dist/kernel.wasm", limit: "17 kB" },
  { name: "kernel for schedules", path: "dist/schedule-kernel.wasm", limit: "12 kB" },
  { name: "main entry, the kernels in it", path: "dist/index.js", import: "*", limit: "95 kB" },
  { name: "of it, what a page needs that calls Solver", path: "dist/index.js", import: "{ Solver }", limit: "55 kB" },
  {
    name: "the same from the light entry, which takes the kernel as a file",
    path: "dist/light.js",
    import: "{ Solver, loadKernel }",
    limit: "38 kB",
  },
  { name: "text entry", path: "dist/text/index.js", import: "*", limit: "30 kB" },
  { name: "report entry", path: "dist/report/index.js", import: "*", limit: "40 kB" },
  { name: "all that runs in a page, in one file", path: "dist/browser.js", limit: "150 kB" },
  { name: "the same without the kernels", path: "dist/light.js", limit: "120 kB" },
  { name: "HTML report's script and style", path: "dist/report/html/page-assets.js", limit: "40 kB" },
  { name: "the same of a plan's page", path: "dist/report/html/plan-page-assets.js", limit: "40 kB" },
  {
    name: "importers entry, the parsers of JSON and YAML in it",
    path: "dist/importers/index.js",
    limit: "72 kB",
    import: "*",
  },
];

const withKernelFiles = (config) => ({ ...config, loader: { ".wasm": "copy" } });

export default rows.map((row) => ({ ...row, modifyEsbuildConfig: withKernelFiles }));
