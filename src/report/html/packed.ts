/** Bytes as text of letters and digits only, which a page can hold: gzipped, in base64. */
export async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return base64(await piped(bytes, new CompressionStream("gzip")));
}

/** The bytes that were packed. */
export function unpacked(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const zipped = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return piped(zipped, new DecompressionStream("gzip"));
}

/** What JSON can say, packed. */
export function packedJson(value: unknown): Promise<string> {
  return packed(new TextEncoder().encode(JSON.stringify(value)));
}

/** The value that was packed. */
export async function unpackedJson(text: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await unpacked(text)));
}

async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(through)).arrayBuffer());
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  // Arguments of one call are limited.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
