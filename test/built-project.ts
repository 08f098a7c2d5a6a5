import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json. */
export const projectFolder = fileURLToPath(new URL("..", import.meta.url));

/** The compiled package. */
export const distFolder = join(projectFolder, "dist");

if (!existsSync(join(distFolder, "index.js"))) {
  throw new Error("there is no dist/index.js: this suite is about the compiled package, so run `npm run build` first");
}
