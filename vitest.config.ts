import { defineConfig } from "vitest/config";

/** What runs over every build of the kernel; the rest does not touch it, or only in passing. */
const kernelTests = ["test/*.test.ts", "test/exact/**/*.test.ts", "test/engine/**/*.test.ts"];

function kernel(build: "debug" | "scalar") {
  return {
    extends: true as const,
    test: { name: `${build} kernel`, include: kernelTests, env: { CNAB_KERNEL: build } },
  };
}

export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    setupFiles: ["test/choose-kernel.ts"],
    projects: [
      { extends: true, test: { name: "release kernel", include: ["test/**/*.test.ts"], exclude: ["test/browser/**"] } },
      kernel("debug"),
      kernel("scalar"),
    ],
  },
});
