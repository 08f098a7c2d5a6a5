// Bundles the scripts and styles of the HTML pages, and inlines them as TypeScript modules.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
// Its licence asks to go wherever the code goes.
const licence = readFileSync(`${root}/node_modules/d3-selection/LICENSE`, "utf8").trim();

await inline("report", "page-assets.ts", "d3-array, d3-axis, d3-scale");
styleAlone("run", "run-page-assets.ts");
await inline("plan", "plan-page-assets.ts", "d3-axis, d3-scale, d3-shape");

/** @param page folder of the page in web/ */
async function inline(page, assets, libraries) {
  const [{ output }] = await build({
    root,
    configFile: false,
    logLevel: "warn",
    build: {
      lib: { entry: `${root}/web/${page}/main.ts`, formats: ["iife"], name: "cnabPage", fileName: page },
      target: "es2022",
      write: false,
    },
  });
  const bundled = `/*! Contains ${libraries} and what they build on.\n${licence}\n*/\n${output[0].code.trim()}`;
  // Inside a page these would end the script, or begin a comment.
  const script = bundled.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const style = styleOf(page);
  writeFileSync(
    `${root}/src/report/html/${assets}`,
    `// Made by scripts/build-page.mjs.\nexport const pageScript: string =\n  ${JSON.stringify(script)};\nexport const pageStyle: string =\n  ${JSON.stringify(style)};\n`,
  );
}

/** A page without a script. */
function styleAlone(page, assets) {
  writeFileSync(
    `${root}/src/report/html/${assets}`,
    `// Made by scripts/build-page.mjs.\nexport const pageStyle: string =\n  ${JSON.stringify(styleOf(page))};\n`,
  );
}

function styleOf(page) {
  const sheets = ["page/page.css", `${page}/${page}.css`].map((path) => readFileSync(`${root}/web/${path}`, "utf8"));
  return sheets.join("\n").replaceAll(/\s+/g, " ").trim();
}
