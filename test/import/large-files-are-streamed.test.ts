/** A file that is larger than the memory allowed for objects can be imported: nothing keeps it as a whole. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clustermeshSim } from "../cli/command.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { objectsOf, writeObjects } from "./mesh-objects.js";

const HEAP_MIB = 48;

test(`40,000 endpoints within ${HEAP_MIB} MiB of heap`, () => {
  const folder = temporaryFolder();
  const file = join(folder, "large.json");
  const size = { id: 1, name: "large", nodes: 50, identities: 100, endpoints: 40_000, services: 5 };
  writeObjects(file, objectsOf(size));
  expect(statSync(file).size).toBeGreaterThan(HEAP_MIB * 1024 * 1024);
  const { code, stdout, stderr } = clustermeshSim(["import", "--kubectl", file], {
    env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` },
  });
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("endpoints: 40000\n");
});
