export type { FeederOptions } from "./feeder-options.js";
export { type GeneratedFeeder, type GeneratedSession, generateFeeder } from "./generate-feeder.js";
