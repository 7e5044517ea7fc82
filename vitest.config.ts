/** Test runner settings. Tests live in test/ only: without `include`, compiled copies in dist/ would run twice. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
    maxWorkers: 2,
  },
});
