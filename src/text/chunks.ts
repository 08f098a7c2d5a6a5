const CHUNK_LENGTH = 65_536;

/** The lines, gathered into texts long enough to be worth a write: what no single string could hold can be written. */
export function* inChunks(lines: Iterable<string>): Generator<string, void> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

/** @throws RangeError for more than one string can hold */
export function joined(chunks: Iterable<string>): string {
  let text = "";
  for (const chunk of chunks) text += chunk;
  return text;
}
