const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** As many as OpenDSS has. */
const registers = 10;
const degree = Math.PI / 180;

const binary: Readonly<Record<string, (y: number, x: number) => number>> = {
  "+": (y, x) => y + x,
  "-": (y, x) => y - x,
  "*": (y, x) => y * x,
  "/": (y, x) => y / x,
  "^": (y, x) => y ** x,
  atan2: (y, x) => Math.atan2(y, x) / degree,
};
const unary: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  sqr: (x) => x * x,
  sin: (x) => Math.sin(x * degree),
  cos: (x) => Math.cos(x * degree),
  tan: (x) => Math.tan(x * degree),
  asin: (x) => Math.asin(x) / degree,
  acos: (x) => Math.acos(x) / degree,
  atan: (x) => Math.atan(x) / degree,
  ln: Math.log,
  log10: Math.log10,
  exp: Math.exp,
  inv: (x) => 1 / x,
};

/** The number that a text is; `undefined` where it is none, or not finite. */
export function plainNumberOf(text: string): number | undefined {
  // The pattern is slow on long texts, and no number is long.
  if (text.length > 400 || !plainNumber.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The value of arithmetic in reverse Polish notation, as OpenDSS has it (`115 12.47 / sqr`); `undefined` where it has none. */
export function reversePolish(text: string): number | undefined {
  const stack: number[] = [];
  for (const word of text.trim().split(/[\s,]+/)) {
    if (stack.length > registers) return undefined;
    const value = plainNumberOf(word) ?? (word.toLowerCase() === "pi" ? Math.PI : undefined);
    if (value !== undefined) stack.push(value);
    else if (!applied(word.toLowerCase(), stack)) return undefined;
  }
  const result = stack.pop();
  return result !== undefined && Number.isFinite(result) ? result : undefined;
}

/** Does what a word says to the stack; false where it says nothing, or too little is on the stack. */
function applied(word: string, stack: number[]): boolean {
  if (Object.hasOwn(unary, word)) {
    const x = stack.pop();
    if (x === undefined) return false;
    stack.push(unary[word](x));
    return true;
  }
  if (word === "rollup") {
    const x = stack.pop();
    if (x !== undefined) stack.unshift(x);
    return true;
  }
  if (word === "rolldn") {
    const x = stack.shift();
    if (x !== undefined) stack.push(x);
    return true;
  }
  if (!Object.hasOwn(binary, word) && word !== "swap") return false;
  const x = stack.pop();
  const y = stack.pop();
  if (x === undefined || y === undefined) return false;
  if (word === "swap") stack.push(x, y);
  else stack.push(binary[word](y, x));
  return true;
}
