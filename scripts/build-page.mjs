// Bundles the HTML report's script and style and inlines them as a TypeScript module.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const [{ output }] = await build({
  root,
  configFile: false,
  logLevel: "warn",
  build: {
    lib: { entry: `${root}/web/report/main.ts`, formats: ["iife"], name: "cnabReport", fileName: "report" },
    target: "es2022",
    write: false,
  },
});
// Its licence asks to go wherever the code goes.
const licence = readFileSync(`${root}/node_modules/d3-selection/LICENSE`, "utf8").trim();
const bundled = `/*! Contains d3-array, d3-axis, d3-scale and what they build on.\n${licence}\n*/\n${output[0].code.trim()}`;
// Inside a page these would end the script, or begin a comment.
const script = bundled.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
const style = readFileSync(`${root}/web/report/report.css`, "utf8").replaceAll(/\s+/g, " ").trim();
writeFileSync(
  `${root}/src/report/html/page-assets.ts`,
  `// Made by scripts/build-page.mjs.\nexport const pageScript: string =\n  ${JSON.stringify(script)};\nexport const pageStyle: string =\n  ${JSON.stringify(style)};\n`,
);
