/** What a text that is not in the expected format looks like, for a message. */
export function looksLike(text: string): string {
  const start = text
    .slice(0, 4096)
    .replace(/^\uFEFF/, "")
    .trimStart();
  const found = looks.find(([sign]) => sign.test(start));
  return found ? `it looks like ${found[1]}` : "it does not look like a grid file";
}

const looks: readonly (readonly [RegExp, string])[] = [
  [/^$/, "an empty file"],
  [/^PK\p{Cc}/u, "a zip archive or a spreadsheet (.xlsx)"],
  [/[^\P{Cc}\s]/u, "a compressed or binary file"],
  [/"_class"\s*:\s*"pandapowerNet"|pandapower/, "a pandapower grid"],
  [/^[{[]/, "JSON"],
  [/^<(!doctype html|html)/i, "a web page"],
  [/^</, "XML (CIM is not read)"],
  [/\bmpc\.(bus|branch|baseMVA)\b|^function\s+\[?mpc/m, "a MATPOWER case"],
  [/^\s*(new|redirect|compile|clear|clearall)\b/im, "an OpenDSS script"],
  [/^(?=[^\n]*\bid\b)(?=[^\n]*\bparent\b)[^\n]*[,;\t]/i, "a grid in CSV"],
  [/^[^\n,;]*[,;][^\n]*\r?\n[^\n,;]*[,;]/, "CSV"],
  [/^0\s*,\s*[\d.]+\s*,.*\/.*PSS/m, "a PSS/E case (not read)"],
];
