import { defineConfig } from "vitest/config";

/** Suites over dist/: the package as others get it, in a browser and installed. */
const packagedSuites = ["browser", "package"] as const;

/** What runs over both builds of the kernel; the rest does not touch it, or only in passing. */
const kernelTests = [
  "test/*.test.ts",
  "test/exact/**/*.test.ts",
  "test/engine/**/*.test.ts",
  "test/schedule/middle.test.ts",
];

export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    setupFiles: ["test/choose-kernel.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "release kernel",
          include: ["test/**/*.test.ts"],
          exclude: packagedSuites.map((suite) => `test/${suite}/**`),
        },
      },
      {
        extends: true,
        test: { name: "debug kernel", include: kernelTests, env: { CNAB_KERNEL: "debug" } },
      },
      ...packagedSuites.map((suite) => ({
        extends: true as const,
        test: { name: suite, include: [`test/${suite}/**/*.test.ts`] },
      })),
    ],
  },
});
