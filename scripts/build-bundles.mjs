// Bundles what runs in a page into one file each, for pages and workers without a bundler or an import map: browser.js with the
// kernels in it, light.js without them.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const rooms = ["index", "text/index", "report/index"];
const exportsFrom = (folder) => rooms.map((room) => `export * from "${folder}/${room}.js";\n`).join("");
const entry = `${root}build/bundle-entry.js`;
writeFileSync(entry, exportsFrom("../dist"));

// The loader's licence asks to say whose code it is.
const banner =
  "/*! constrained-node-allocation-balancer; contains @assemblyscript/loader, Copyright Daniel Wirtz / The AssemblyScript Authors, Apache-2.0 */";

for (const { name, hasKernels } of [
  { name: "browser", hasKernels: true },
  { name: "light", hasKernels: false },
]) {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    plugins: [
      {
        name: "kernels",
        transform: (code, id) =>
          !hasKernels && id.endsWith("/kernel-binary.js")
            ? code.replace(/(?<=kernelBase64 = )"[^"]*"/, '""')
            : undefined,
      },
    ],
    build: {
      lib: { entry, formats: ["es"], fileName: () => `${name}.js` },
      outDir: `${root}dist`,
      emptyOutDir: false,
      copyPublicDir: false,
      target: "es2022",
      minify: false,
      rolldownOptions: { output: { banner, minify: true } },
    },
  });
  writeFileSync(`${root}dist/${name}.d.ts`, exportsFrom("."));
}
