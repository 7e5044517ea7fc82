/** A trace that was cut off must not look like a trace. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TraceFile, traceFileOf } from "../../src/runner/trace-file.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();

test("a trace has one line an event, and appears when it is closed whole", () => {
  const file = join(folder, "trace.tsv");
  const trace = new TraceFile(file);
  trace.event(5, 0, "put");
  trace.event(7, 2, "send");
  expect(readdirSync(folder)).not.toContain("trace.tsv");
  trace.close(true);
  expect(readFileSync(file, "utf8")).toBe("5\t0\tput\n7\t2\tsend\n");
});

test("a trace that is not whole leaves nothing", () => {
  const trace = new TraceFile(join(folder, "cut.tsv"));
  trace.event(5, 0, "put");
  trace.close(false);
  expect(readdirSync(folder).filter((name) => name.startsWith("cut"))).toEqual([]);
});

test("each topology of a run has a trace of its own", () => {
  expect(traceFileOf("a/trace.tsv", "original", true)).toBe("a/trace.tsv");
  expect(traceFileOf("a/trace.tsv", "original", false)).toBe("a/trace.original.tsv");
});

test("a place that cannot be written is named", () => {
  const file = join(folder, "missing", "trace.tsv");
  expect(() => new TraceFile(file)).toThrow(`cannot write the trace: no such file or directory`);
});
