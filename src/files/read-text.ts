import { constants, isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, type ZlibOptions } from "node:zlib";
import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";

// What one string can hold.
const GREATEST_LENGTH = constants.MAX_STRING_LENGTH;
const tooLarge = `it is too large: at most ${GREATEST_LENGTH} bytes of text can be read`;

/** A text and what it is called in messages. */
export interface NamedText {
  readonly text: string;
  readonly source: string;
  readonly format: "csv" | "json";
}

/**
 * A file's text, or that of `stdin` where the path is `-`. Gzip is known by its first bytes; CSV and JSON by the name (`.csv`,
 * `.json`, either with `.gz` behind), otherwise by the first character.
 * @throws FormatError for a file that cannot be read, that is not sound gzip or not UTF-8, or too large for one string
 */
export async function readText(path: string, stdin: AsyncIterable<Uint8Array | string>): Promise<NamedText> {
  const source = path === "-" ? "standard input" : path;
  const refuse = (problem: string): never => {
    throw new FormatError(new InputError(problem), { source });
  };
  const raw = await (path === "-" ? gather(stdin) : readFile(path)).catch((error) => refuse(readingProblem(error)));
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  const bytes = isGzip ? await unzip(raw).catch((error) => refuse(unzippingProblem(error))) : raw;
  if (bytes.length > GREATEST_LENGTH) refuse(tooLarge);
  if (!isUtf8(bytes)) refuse("it is not UTF-8 text");
  const text = bytes.toString("utf8");
  return { text, source, format: formatOfName(path) ?? formatOfText(text) };
}

function unzip(bytes: Uint8Array): Promise<Buffer> {
  return promisify<Uint8Array, ZlibOptions, Buffer>(gunzip)(bytes, { maxOutputLength: GREATEST_LENGTH });
}

async function gather(stream: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

function readingProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "it is a folder; expected a file";
    case "EACCES":
      return "it may not be read";
    default:
      return `it cannot be read: ${message}`;
  }
}

function unzippingProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ERR_BUFFER_TOO_LARGE" ? tooLarge : `it is not sound gzip: ${message}`;
}

function formatOfName(path: string): "csv" | "json" | undefined {
  const extension = /\.(csv|json)(\.gz)?$/i.exec(path)?.[1];
  return extension?.toLowerCase() as "csv" | "json" | undefined;
}

function formatOfText(text: string): "csv" | "json" {
  return /^\uFEFF?\s*[{[]/.test(text) ? "json" : "csv";
}
