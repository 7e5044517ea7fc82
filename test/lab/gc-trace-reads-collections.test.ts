/** The collector's trace is read, and kept out of what etcd says. */
import { expect, test } from "vitest";
import { GcTrace } from "../../src/lab/etcd/gc-trace.js";

const COLLECTION =
  "gc 14 @0.715s 3%: 0.031+2.2+0.002 ms clock, 0.031+1.0/0.66/0.5+0.002 ms cpu, 8->8->4 MB, 10 MB goal, 1 P";

test("CPU is that of stops, helpers and markers, idle time included", () => {
  const trace = new GcTrace();
  trace.take(`${COLLECTION}\n${COLLECTION}\n`);
  expect(trace.collections.count).toBe(2);
  expect(trace.collections.cpuSeconds).toBeCloseTo(2 * 0.002193, 9);
});

test("lines that come in pieces are put together, and others are handed on", () => {
  const trace = new GcTrace();
  const said = [
    trace.take(`{"level":"info"}\n${COLLECTION.slice(0, 30)}`),
    trace.take(COLLECTION.slice(30)),
    trace.take("\npanic: disk full\n"),
  ];
  expect(said.join("")).toBe('{"level":"info"}\npanic: disk full\n');
  expect(trace.collections.count).toBe(1);
});
