import { describe } from "vitest";
import { describeExactSuite } from "./exact-suite.js";

describe("fairness among siblings", () => describeExactSuite("siblings"));
