/** `prove --from` says which file of an earlier proof is wrong, and where. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readProof } from "../../src/lab/prove/read-proof.js";

const directory = mkdtempSync(join(tmpdir(), "clustermesh-sim-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("a directory without a proof", () => {
  expect(() => readProof(directory)).toThrow(/proof\.json.*no such file/);
});

test("a file that is no JSON, or has other fields", () => {
  writeFileSync(join(directory, "proof.json"), "{");
  expect(() => readProof(directory)).toThrow(/proof\.json.*is no JSON/);
  writeFileSync(join(directory, "proof.json"), '{"etcd":"3.4.23","seed":1}');
  expect(() => readProof(directory)).toThrow(/seed.*expected string/);
});
