/** One value on a line, with the name in front of its `=`; positional values have the name `""`. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** Whether the value stood in quotes or brackets, which makes it a list or arithmetic. */
  readonly quoted: boolean;
}

/** Something that hands out parameters one by one. */
export interface ParameterSource {
  next(): Parameter | undefined;
}

const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", "(": ")", "[": "]", "{": "}" };

const TAB = 9;
const SPACE = 32;
const BANG = 33;
const COMMA = 44;
const SLASH = 47;
const EQUALS = 61;
const BAR = 124;

/**
 * Reads a line of OpenDSS: values apart by blanks or commas, quotes and brackets of five kinds, comments behind `!` or `//`.
 * Quotes count at the beginning of a value only, so that names may have parentheses; they do not nest.
 */
export class ParameterReader implements ParameterSource {
  readonly #text: string;
  #at = 0;
  #quoted = false;
  /** Whether an equals sign stands behind the token that was read last. */
  #named = false;
  readonly #barSeparates: boolean;

  /** @param barSeparates whether `|` stands between values, as in lists and matrices */
  constructor(text: string, barSeparates = false) {
    this.#text = text;
    this.#barSeparates = barSeparates;
  }

  /** `undefined` at the end of the line, or where a comment begins. */
  next(): Parameter | undefined {
    this.#skipBlanks();
    if (this.#atEnd()) return undefined;
    const first = this.#token();
    if (!this.#named) return { name: "", value: first, quoted: this.#quoted };
    this.#skipBlanks();
    return { name: first, value: this.#token(), quoted: this.#quoted };
  }

  #skipBlanks(): void {
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #atEnd(): boolean {
    return this.#at >= this.#text.length || this.#isComment();
  }

  #isComment(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return code === BANG || (code === SLASH && this.#text.charCodeAt(this.#at + 1) === SLASH);
  }

  #token(): string {
    const close = this.#atEnd() ? undefined : closing[this.#text[this.#at]];
    this.#quoted = close !== undefined;
    const token = close === undefined ? this.#bare() : this.#within(close);
    this.#skipBlanks();
    const behind = this.#text.charCodeAt(this.#at);
    this.#named = behind === EQUALS;
    if (behind === EQUALS || this.#isSeparator(behind)) this.#at++;
    return token;
  }

  #bare(): string {
    const begin = this.#at;
    while (!this.#atEnd()) {
      const code = this.#text.charCodeAt(this.#at);
      if (isBlank(code) || code === EQUALS || this.#isSeparator(code)) break;
      this.#at++;
    }
    return this.#text.slice(begin, this.#at);
  }

  #within(close: string): string {
    const begin = this.#at + 1;
    const found = this.#text.indexOf(close, begin);
    const end = found < 0 ? this.#text.length : found;
    this.#at = end + 1;
    return this.#text.slice(begin, end);
  }

  #isSeparator(code: number): boolean {
    return code === COMMA || (code === BAR && this.#barSeparates);
  }
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** The values of a list, whatever brackets it stood in: `1, 2 (3 4 *)` has three. */
export function listItems(text: string): Parameter[] {
  const reader = new ParameterReader(text, true);
  const items: Parameter[] = [];
  for (let item = reader.next(); item !== undefined; item = reader.next()) items.push(item);
  return items;
}
