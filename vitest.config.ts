/**
 * Test runner settings. Tests live in test/ only: without `include`, compiled copies in dist/ would run twice.
 * Files share what they import (`isolate: false`): of the tests that start no program a third of the time went into loading
 * it anew for each file, and a module that remembered an earlier run would break the promise of equal bytes anyway.
 */
import { relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Tests that start programs take longest. They come first, so that at the end no worker is alone with one of them. */
const FIRST = ["docs", "cli", "lab", "browser", "deploy"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = FIRST.indexOf(relative("test", moduleId).split("/")[0] ?? "");
      return place < 0 ? FIRST.length : place;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
    maxWorkers: 2,
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
