import { InputError } from "../model/input-error.js";

/** Whether a path is that of a Parquet file. */
export function isParquet(path: string | undefined): boolean {
  return path?.toLowerCase().endsWith(".parquet") === true;
}

/** The package that reads Parquet. @throws InputError where it is not installed */
export function parquetReader(): Promise<typeof import("hyparquet")> {
  return import("hyparquet").catch((error) => refuse(error, "reading", "hyparquet"));
}

/** The package that writes Parquet. @throws InputError where it is not installed */
export function parquetWriter(): Promise<typeof import("hyparquet-writer")> {
  return import("hyparquet-writer").catch((error) => refuse(error, "writing", "hyparquet-writer"));
}

function refuse(error: NodeJS.ErrnoException, work: string, name: string): never {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  throw new InputError(`${work} Parquet takes the package ${name}, which is not installed: npm install ${name}`);
}
