import highsModule, { type Highs } from "highs";

// The package's types are those of its CommonJS build; its ES module exports the loader itself.
const loadHighs = highsModule as unknown as typeof highsModule.default;
let highs: Highs | undefined;

/** Compiles HiGHS, once, before the first model. */
export async function prepareHighs(): Promise<void> {
  highs ??= await loadHighs();
}

/** HiGHS, compiled to WebAssembly. @throws Error before `prepareHighs` */
export function loadedHighs(): Highs {
  if (!highs) throw new Error("HiGHS is not loaded");
  return highs;
}
