import { describe } from "vitest";
import { describeExactGuarantees } from "./exact-suite.js";

describe("guarantees", () => describeExactGuarantees());
