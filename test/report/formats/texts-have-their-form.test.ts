/** Markdown has the parts of a design proposal, perfdash's JSON its shape, and the dashboard shows metrics that exist. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderGrafanaDashboard } from "../../../src/report/formats/grafana-dashboard.js";
import { renderMarkdown } from "../../../src/report/formats/markdown.js";
import { renderPerfdash } from "../../../src/report/formats/perfdash.js";
import { writeReport } from "../../../src/report/write.js";
import { METRICS } from "../../../src/scenario/metric-catalogue.js";
import { temporaryFolder } from "../../runner/temporary-folder.js";
import { sampleRun } from "../sample-run.js";

const docs = sampleRun();

test("Markdown: all parts, in order", () => {
  const headings = renderMarkdown(docs)
    .split("\n")
    .filter((line) => line.startsWith("## "));
  expect(headings).toEqual([
    "## Modes under test",
    "## Metrics measured",
    "## Test setup",
    "## Method",
    "## Results",
    "## Observations",
    "## Limits",
  ]);
});

test("Markdown: each result is a heading, a sentence and a figure", () => {
  const results = renderMarkdown(docs).split("\n### ").slice(1);
  expect(results.length).toBeGreaterThan(5);
  for (const result of results) {
    const [heading = "", sentence = "", figure = ""] = result.split("\n\n");
    expect(sentence.trim(), heading).toMatch(/^[A-Z].*\.$/);
    if (figure.startsWith("!")) expect(figure.trim()).toMatch(/^!\[.+\]\(charts\/[a-z-]+\.png\)$/);
  }
});

test("Markdown: every metric with its Prometheus name", () => {
  const named = new Set(docs.summary.results.map(({ metric }) => metric));
  const text = renderMarkdown(docs);
  for (const name of named) expect(text).toContain(`| \`${name}\` |`);
});

test("Markdown: all linked pictures are written beside it", async () => {
  const folder = temporaryFolder();
  const { files } = await writeReport(docs, folder, "md");
  const text = readFileSync(join(folder, "report.md"), "utf8");
  const links = [...text.matchAll(/\]\((charts\/[^)]+)\)/g)].map((match) => match[1] ?? "");
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(files).toContain(join(...link.split("/")));
});

test("only the pictures that were asked for are written", async () => {
  const { files } = await writeReport(docs, temporaryFolder(), "svg");
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((name) => !name.endsWith(".svg"))).toEqual([]);
});

test("perfdash: version, numbers, a unit and text labels in each item", () => {
  const { version, dataItems } = JSON.parse(renderPerfdash(docs)) as {
    version: string;
    dataItems: { data: Record<string, unknown>; unit: unknown; labels: Record<string, unknown> }[];
  };
  expect(version).toBe("v1");
  expect(dataItems.length).toBeGreaterThan(10);
  for (const { data, unit, labels } of dataItems) {
    expect(typeof unit).toBe("string");
    expect(Object.values(data).every((value) => typeof value === "number")).toBe(true);
    expect(Object.values(labels).every((value) => typeof value === "string")).toBe(true);
  }
  const latency = dataItems.find(({ labels }) => labels["Metric"] === "sync_latency_seconds");
  expect(latency?.unit).toBe("ms");
  expect(Object.keys(latency?.data ?? {})).toEqual(expect.arrayContaining(["Perc50", "Perc99"]));
});

test("the dashboard asks for metrics that a run has, or a real mesh", () => {
  const { panels } = JSON.parse(renderGrafanaDashboard()) as {
    panels: { targets: { expr: string }[] }[];
  };
  const known = new Set(METRICS.map(({ name }) => name));
  const asked = panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => /\b(?:etcd|cilium|sync)_[a-z_]+/.exec(expr)?.[0] ?? expr),
  );
  const real =
    /^cilium_(?:clustermesh_apiserver|kvstoremesh)_kvstore_operations_duration_seconds_bucket$/;
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((name) => !known.has(name) && !real.test(name))).toEqual([]);
});
