/** Large enough that what each costs does not count, small enough to lie in a cache. */
const PIECE = 2 ** 16;

/** The same text in pieces that are worth the cost of handing each of them on. */
export function* textPieces(text: string | Iterable<string>): Generator<string, void, undefined> {
  if (typeof text === "string") {
    yield text;
    return;
  }
  let piece = "";
  for (const part of text) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
