// Compiles each kernel twice (release, debug) and inlines its release build as a TypeScript module.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const kernels = [
  { entry: "assembly/index.ts", name: "kernel", room: "engine" },
  { entry: "assembly/schedule/index.ts", name: "schedule-kernel", room: "schedule" },
];

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = fileURLToPath(new URL("../node_modules/assemblyscript/bin/asc.js", import.meta.url));
mkdirSync(`${root}/build`, { recursive: true });
for (const { entry, name, room } of kernels) {
  for (const target of ["release", "debug"]) {
    const file = `build/${name}.${target}.wasm`;
    execFileSync(process.execPath, [asc, entry, "--target", target, "--outFile", file], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
  }
  const base64 = readFileSync(`${root}/build/${name}.release.wasm`).toString("base64");
  writeFileSync(
    `${root}/src/${room}/kernel-binary.ts`,
    `// Made by scripts/build-kernel.mjs.\nexport const kernelBase64: string =\n  "${base64}";\n`,
  );
}
