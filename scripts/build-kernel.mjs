// Compiles the kernel twice (release, debug) and inlines the release build as a TypeScript module.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = fileURLToPath(new URL("../node_modules/assemblyscript/bin/asc.js", import.meta.url));
mkdirSync(`${root}/build`, { recursive: true });
for (const target of ["release", "debug"]) {
  execFileSync(process.execPath, [asc, "--target", target], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}

const base64 = readFileSync(`${root}/build/kernel.release.wasm`).toString("base64");
writeFileSync(
  `${root}/src/engine/kernel-binary.ts`,
  `// Made by scripts/build-kernel.mjs.\nexport const kernelBase64: string =\n  "${base64}";\n`,
);
