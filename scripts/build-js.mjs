// Compiles src/ to dist/, and puts the kernels beside it for those who fetch them as files, and the schema of grid files.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
rmSync(`${root}/dist`, { recursive: true, force: true });
const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
execFileSync(process.execPath, [tsc, "-p", `${root}/tsconfig.build.json`], { stdio: "inherit" });
for (const name of ["kernel", "schedule-kernel"]) {
  copyFileSync(`${root}/build/${name}.release.wasm`, `${root}/dist/${name}.wasm`);
}
chmodSync(`${root}/dist/cli/main.js`, 0o755);
const { gridSchema } = await import(new URL("../dist/text/grid-schema.js", import.meta.url).href);
writeFileSync(`${root}/dist/grid.schema.json`, `${JSON.stringify(gridSchema(), null, 2)}\n`);
