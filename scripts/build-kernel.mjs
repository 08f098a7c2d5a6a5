// Compiles each kernel twice (release, debug), inlines its release build as a TypeScript module, and writes the constants
// that it exports (statuses, bits of states) as another. Both builds of a kernel bear a mark, by which it is known when it is loaded.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const kernels = [
  { entry: "assembly/index.ts", name: "kernel", room: "engine" },
  { entry: "assembly/schedule/index.ts", name: "schedule-kernel", room: "schedule" },
];

/** A custom section of WebAssembly, each length a byte. */
function customSection(name, content) {
  const bytes = Buffer.concat([Buffer.of(name.length), Buffer.from(name), Buffer.from(content)]);
  return Buffer.concat([Buffer.of(0, bytes.length), bytes]);
}

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
  const release = readFileSync(`${root}/build/${name}.release.wasm`);
  const mark = createHash("sha256").update(release).digest("hex").slice(0, 16);
  const section = customSection("cnab-kernel", mark);
  for (const target of ["release", "debug"]) appendFileSync(`${root}/build/${name}.${target}.wasm`, section);
  writeFileSync(`${root}/build/${name}.mark`, section);
  const binary = Buffer.concat([release, section]);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary));
  const constants = Object.keys(exports).filter((key) => /^[A-Z_]+$/.test(key));
  if (constants.length > 0) {
    const lines = constants.sort().map((key) => `export const ${key} = ${exports[key].value};\n`);
    writeFileSync(`${root}/src/${room}/kernel-constants.ts`, `// Made by scripts/build-kernel.mjs.\n${lines.join("")}`);
  }
  const base64 = binary.toString("base64");
  writeFileSync(
    `${root}/src/${room}/kernel-binary.ts`,
    `// Made by scripts/build-kernel.mjs.\nexport const kernelMark: string = "${mark}";\nexport const kernelBase64: string =\n  "${base64}";\n`,
  );
}
