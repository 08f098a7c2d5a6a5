import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGrid } from "../src/files/read.js";
import { writeText } from "../src/files/write-text.js";
import { generateFeeder } from "../src/generate/generate-feeder.js";
import { profileTableChunks } from "../src/text/profile-csv.js";
import { gridCsvChunks } from "../src/text/written-grid.js";
import { YardstickRandom } from "./yardstick-random.js";

/** A grid and its profiles as files, and a folder for what comes of them. */
export interface SeriesCase {
  readonly name: string;
  readonly grid: string;
  readonly profiles: string;
  readonly folder: string;
  /** Removes the folder. */
  remove(): void;
}

/** Grids with profiles of their own, and such that are given generated ones, for so many days. */
export const seriesGrids = [
  { file: "epri_ckt7.csv", days: undefined },
  { file: "ausnet_lv28.csv", days: undefined },
  { file: "ieee8500_unbal.csv", days: 365 },
  { file: "greenevt_city.csv.gz", days: 1 },
] as const;

export async function seriesCase(gridFolder: string, file: string, days: number | undefined): Promise<SeriesCase> {
  const folder = mkdtempSync(join(tmpdir(), "cnab-series-"));
  const remove = () => rmSync(folder, { recursive: true });
  const name = file.replace(/\..*/, "");
  const given = join(gridFolder, file);
  const own = join(gridFolder, `${name}.profiles.csv`);
  if (days === undefined && existsSync(own)) return { name, grid: given, profiles: own, folder, remove };
  const grid = join(folder, "grid.csv");
  const profiles = join(folder, "profiles.csv");
  await withGeneratedProfiles(given, days ?? 1, grid, profiles);
  return { name, grid, profiles, folder, remove };
}

/** Every load follows some home of a generated feeder. */
async function withGeneratedProfiles(given: string, days: number, grid: string, profiles: string): Promise<void> {
  const read = await readGrid(given);
  const { tree } = read;
  const feeder = generateFeeder({ users: 2000, days, pv: 0, ev: 0, storage: 0 });
  const shapes = [...feeder.profiles()].filter(([name]) => name.startsWith("household"));
  const random = new YardstickRandom(17);
  const names = Array.from({ length: tree.nodeCount }, (_, v) =>
    tree.isLeaf(v) && tree.lower[v] >= 0 ? shapes[random.below(shapes.length)][0] : undefined,
  );
  const followed = new Set(names);
  await writeText(grid, gridCsvChunks({ ...read, profiles: names }));
  await writeText(
    profiles,
    profileTableChunks("time", feeder.steps.times(), new Map(shapes.filter(([name]) => followed.has(name)))),
  );
}
