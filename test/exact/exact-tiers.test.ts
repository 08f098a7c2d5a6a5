import { describe } from "vitest";
import { describeExactTiers } from "./exact-suite.js";

describe("requests and priorities", () => describeExactTiers());
