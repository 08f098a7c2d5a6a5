/** Colours, the same in SVG and HTML: light, and dark. The last five are for what stands around the icicle on a page. */
export const palette = {
  surface: ["#ffffff", "#12171e"],
  ink: ["#16202c", "#e8edf3"],
  muted: ["#526070", "#9fadbc"],
  line: ["#c9d1da", "#36414d"],
  track: ["#edf1f5", "#1e2731"],
  calm: ["#b4cfe9", "#28557f"],
  near: ["#f3cd82", "#7a5708"],
  binding: ["#f0917a", "#9b3a22"],
  hatch: ["#c4492c", "#d9694c"],
  edge: ["#a32f14", "#ff9479"],
  broken: ["#b3142c", "#c01c37"],
  leaf: ["#93d3bd", "#1f6b57"],
  leafEdge: ["#2f7d66", "#5fc2a5"],
  page: ["#f5f7f9", "#0b0f14"],
  control: ["#76838f", "#77869a"],
  link: ["#14568f", "#84bdf0"],
  focus: ["#1668b3", "#6fb1ee"],
} as const;

export type PaletteName = keyof typeof palette;

function variables(which: 0 | 1): string {
  return Object.entries(palette)
    .map(([name, colours]) => `--${name}:${colours[which]}`)
    .join(";");
}

/** Custom properties on `selector` that follow the reader's choice of light or dark. */
export function paletteStyle(selector: string): string {
  return (
    `${selector}{color-scheme:light dark;${variables(0)}}` +
    `@media(prefers-color-scheme:dark){${selector}{${variables(1)}}}`
  );
}

/** The style of an SVG picture. */
export function svgStyle(): string {
  const tones = ["calm", "near", "binding", "broken", "leaf"].map((tone) => `.cnab .${tone}{fill:var(--${tone})}`);
  return [
    paletteStyle(".cnab"),
    ".cnab{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}",
    ".cnab .surface{fill:var(--surface);stroke:var(--line)}",
    ".cnab .track{fill:var(--track)}",
    ".cnab .open{fill:none;stroke:var(--line);stroke-dasharray:3 3}",
    ...tones,
    ".cnab .more{fill:var(--muted)}",
    ".cnab .edge{fill:var(--edge)}",
    ".cnab .hatch{stroke:var(--hatch);stroke-width:2}",
    ".cnab text{fill:var(--ink)}",
    ".cnab text.quiet{fill:var(--muted)}",
    // What is drawn under a word (the edge of a filling, hatching) stops short of it.
    ".cnab .halo{paint-order:stroke;stroke:var(--track);stroke-width:3;stroke-linejoin:round}",
    ".cnab .halo.hatched{stroke:var(--binding)}",
    ".cnab text.loud{fill:#ffffff;stroke:var(--broken)}",
    ".cnab .strong{font-weight:600}",
  ].join("\n");
}
