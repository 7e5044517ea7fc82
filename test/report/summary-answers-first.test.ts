/** The terminal's one screen: answer, figures, bottleneck, in this order and within the width. */
import { expect, it } from "vitest";
import { renderSummary } from "../../src/report/summary-text.js";
import { sampleRun } from "./sample-run.js";

const ESCAPE = "\u001b";

it("begins with one sentence a topology and one that compares them", () => {
  const text = renderSummary(sampleRun(), { color: false, width: 80 });
  expect(text.split("\n").slice(0, 13).join("\n")).toMatchInlineSnapshot(`
    "sample-mesh · Cilium 1.20 · seed 1
    Original: half of all changes reach the agents within 5.63 ms and 99 % within
      18.8 ms (95 % interval 18 ms to 19.5 ms); no etcd holds more than 201
      connections, sends more than 300 /s watch events or uses more than 0.009 cores
      on average; each change crosses cluster borders 200 times.
    KVStoreMesh: half of all changes reach the agents within 8.56 ms and 99 % within
      28.5 ms (95 % interval 27.4 ms to 29.7 ms); no etcd holds more than 204
      connections, sends more than 300 /s watch events or uses more than 0.009 cores
      on average; each change crosses cluster borders 2 times.
    KVStoreMesh against original: copies across clusters −99 %, p99 latency +52 %,
      connections of the busiest etcd +1.5 % and puts of the busiest etcd ×3;
      unchanged: watch events of the busiest etcd.
    "
  `);
});

it("has the figures before the bottleneck, on one screen", () => {
  const lines = renderSummary(sampleRun(), { color: false, width: 80 }).split("\n");
  const figures = lines.findIndex((line) => line.startsWith("Metric "));
  const bottleneck = lines.indexOf("Bottleneck");
  expect(figures).toBeGreaterThan(0);
  expect(bottleneck).toBeGreaterThan(figures);
  expect(lines.length).toBeLessThanOrEqual(46);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(84);
});

it("colours only when asked to", () => {
  const docs = sampleRun();
  expect(renderSummary(docs, { color: false, width: 80 })).not.toContain(ESCAPE);
  expect(renderSummary(docs, { color: true, width: 80 })).toContain(`${ESCAPE}[1m`);
});

it("prints warnings with their code and topology", () => {
  const warnings = [
    { code: "W003", topology: "kvstoremesh" as const, message: "12 changes are missing." },
  ];
  const text = renderSummary(sampleRun({ warnings }), { color: false, width: 80 });
  expect(text).toContain("Warnings\n  W003 (KVStoreMesh): 12 changes are missing.\n");
});

it("works for one topology, without a comparison", () => {
  const docs = sampleRun({ topologies: ["kvstoremesh"] });
  const text = renderSummary(docs, { color: false, width: 80 });
  expect(text).not.toContain("against original");
  expect(text).not.toContain("Change");
});
