/** A folder of its own for a test file, removed when its tests are done. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Absolute path of a new, empty folder. To be called while a test file is collected. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "clustermesh-sim-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
