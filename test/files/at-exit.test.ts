import { expect, test } from "vitest";
import { atExit } from "../../src/files/at-exit.js";

test("the exit is watched from the first time on, and not once for each", () => {
  const forget = atExit(() => undefined);
  const watching = process.listenerCount("SIGTERM");
  expect(watching).toBeGreaterThan(0);
  const forgetOther = atExit(() => undefined);
  expect(process.listenerCount("SIGTERM")).toBe(watching);
  forget();
  forgetOther();
  // A signal that came while nobody watched for it, and was about to, would be lost.
  expect(process.listenerCount("SIGTERM")).toBe(watching);
});
