/**
 * Code without comments and continued lines: each becomes as many blanks, so that places stay what they were.
 */
export function cleanCode(text: string): string {
  const cleaned: string[] = [];
  let depth = 0;
  let continued = false;
  for (const line of text.split(/(?<=\n)/)) {
    const bare = line.trim();
    if (bare === "%{" || bare === "#{") depth++;
    const isComment = depth > 0;
    if (depth > 0 && (bare === "%}" || bare === "#}")) depth--;
    const { code, continues }: CodeEnd = isComment ? { code: 0, continues: continued } : codeOf(line);
    const end = line.endsWith("\n") && !continues ? "\n" : "";
    cleaned.push(
      line
        .slice(0, code)
        .replace("\r", " ")
        .trimEnd()
        .padEnd(line.length - end.length),
      end,
    );
    continued = continues;
  }
  return cleaned.join("");
}

/** Where the code of a line ends, and whether it goes on in the next line. */
interface CodeEnd {
  readonly code: number;
  readonly continues: boolean;
}

function codeOf(line: string): CodeEnd {
  let isText = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (isText) {
      if (character === "'") isText = false;
    } else if (character === "'") isText = !/[\w)\]}'.]/.test(line[at - 1] ?? " ");
    else if (character === "%" || character === "#") return { code: at, continues: false };
    else if (character === "." && line.startsWith("...", at)) return { code: at, continues: true };
  }
  return { code: line.length, continues: false };
}

/** The comments of a text, block comments left aside. */
export function commentsIn(text: string): string[] {
  return text.split(/\r\n|\n|\r/).flatMap((line) => {
    const { code, continues } = codeOf(line);
    return continues || code === line.length ? [] : [line.slice(code)];
  });
}
