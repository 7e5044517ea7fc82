/**
 * The report as Markdown in the form of Cilium's design proposals (cilium/design-cfps, such as CFP-44774): modes under
 * test, metrics measured, test setup, method, one sentence and one figure per result, observations, limits. Made to be
 * pasted: pictures are links to charts/. Foreign text is escaped, so that it cannot become markup or mention anybody.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { formatDuration } from "../../scenario/units.js";
import { METRICS } from "../../scenario/metric-catalogue.js";
import { allCharts } from "../charts/all-charts.js";
import { isDrawn } from "../charts/chart.js";
import { answerSentences, bottleneckSentence } from "../findings.js";
import { withSeparators } from "../format.js";
import { keyFigures } from "../key-figures.js";
import { objectivesTable } from "../objectives.js";
import { topologiesOf, type RunDocuments } from "../run-documents.js";
import { sampleTable } from "../sample.js";
import type { Table } from "../tables.js";
import { topologyWord } from "../words.js";
import { escapeMarkdown as text, markdownTable } from "./markdown-text.js";

const MODES: Readonly<Record<TopologyName, string>> = {
  original: "Every agent reads the clustermesh-apiserver etcd of every remote cluster",
  kvstoremesh: "One mirror per cluster copies all remote etcds into its own; agents read only that",
};
/** Sections whose charts are results; the rest repeats them by another measure. */
const LEFT_OUT = new Set(["watch-streams", "watchers", "latency-by-type", "etcd-bytes-over-time"]);

/** The whole text. */
export function renderMarkdown(docs: RunDocuments): string {
  const { summary, manifest } = docs;
  const parts = [
    `# ${text(summary.scenario.name)}: scalability of Cilium Cluster Mesh, simulated`,
    ...(manifest.scenario.description === "" ? [] : [text(manifest.scenario.description)]),
    list(answerSentences(docs)),
    "## Modes under test",
    modes(docs),
    "## Metrics measured",
    metrics(docs),
    "## Test setup",
    setup(docs),
    "## Method",
    method(docs),
    "## Results",
    tableOf(keyFigures(docs)),
    ...sample(docs),
    ...results(docs),
    ...(summary.slos === undefined
      ? []
      : ["### Objectives", tableOf(objectivesTable(summary.slos))]),
    "## Observations",
    list([
      ...topologiesOf(docs).map(
        (name) => `${topologyWord(name)}: ${bottleneckSentence(docs, name)}`,
      ),
      ...manifest.warnings.map(({ code, message }) => `${code}: ${message}`),
    ]),
    "## Limits",
    "All figures are simulated: predictions under these assumptions, no measurements.",
    list([...manifest.scenario.assumptions, ...manifest.assumptions, ...manifest.notModelled]),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function sample(docs: RunDocuments): readonly string[] {
  const table = sampleTable(docs);
  return table.rows.length === 0 ? [] : [`### ${text(table.caption)}`, tableOf(table)];
}

function modes(docs: RunDocuments): string {
  const rows = topologiesOf(docs).map((name) => [topologyWord(name), MODES[name]]);
  return markdownTable(["Mode", "Who reads what"], rows);
}

function metrics(docs: RunDocuments): string {
  const found = new Set(docs.summary.results.map(({ metric }) => metric));
  const rows = METRICS.filter(({ name }) => found.has(name) && !name.startsWith("incident_")).map(
    ({ name, unit, meaning }) => [meaning, `\`${name}\``, unit],
  );
  return markdownTable(["Metric", "Prometheus name", "Unit"], rows, [1]);
}

function setup({ manifest }: RunDocuments): string {
  const { scenario } = manifest;
  const groups = scenario.groups.map((group) => [
    `Clusters ${group.name}`,
    `${group.clusters}, each with ${withSeparators(group.nodes)} nodes, ${withSeparators(group.agents)} agents, ` +
      `${withSeparators(group.endpoints)} endpoints, ${withSeparators(group.identities)} identities, ` +
      `${withSeparators(group.services)} global services`,
  ]);
  const churn = scenario.groups.map((group) => [
    `Churn of ${group.name}, per cluster`,
    `${group.nodesQPS} node, ${group.endpointsQPS} endpoint, ${group.identitiesQPS} identity, ` +
      `${group.servicesQPS} service changes per second`,
  ]);
  const limit = (qps: number, inflight: number): string => `${qps} /s, ${inflight} in flight`;
  return markdownTable(
    ["Parameter", "Value"],
    [
      ["Cilium", scenario.ciliumVersion],
      ...groups,
      ...churn,
      [
        "Limit of the clustermesh-apiserver",
        limit(scenario.apiserver.qps, scenario.apiserver.maxInflight),
      ],
      ["Limit of kvstoremesh", limit(scenario.kvstoremesh.qps, scenario.kvstoremesh.maxInflight)],
      [
        "etcd",
        `${scenario.etcd.cores} cores, ${scenario.etcd.storageMedium}, TLS ${scenario.etcd.tls}`,
      ],
      ["Replicas of the clustermesh-apiserver", String(scenario.replicas)],
      ["Regions", scenario.network.regions.join(", ")],
    ],
  );
}

function method({ summary, manifest }: RunDocuments): string {
  const { warmupNs, durationNs } = manifest.scenario.timeline;
  const words =
    "Discrete-event simulation of the synchronisation protocol over a cost model of etcd. " +
    `${formatDuration(durationNs)} measured after ${formatDuration(warmupNs)} of warm-up; both modes see the same changes. ` +
    `Scenario ${summary.scenario.hash}, seed ${summary.seed}, clustermesh-sim ${summary.version}. ` +
    "The same scenario, seed and version give the same figures to the last digit:";
  // A fence of four cannot be ended by what stands in the command.
  return `${text(words)}\n\n\`\`\`\`sh\n${manifest.replay.replace(/[\r\n`]/g, " ")}\n\`\`\`\``;
}

/** One heading, sentence and figure for each chart; a chart without data says why. */
function results(docs: RunDocuments): readonly string[] {
  return allCharts(docs)
    .filter(({ chart }) => !LEFT_OUT.has(chart.name))
    .flatMap(({ chart }) => {
      const heading = `### ${text(chart.title)}`;
      if (!isDrawn(chart)) return [heading, text(sentenceOf(chart.emptyBecause))];
      return [
        heading,
        text(sentenceOf(chart.description)),
        `![${text(chart.title)}](charts/${chart.name}.png)`,
      ];
    });
}

/** What the picture says, without what kind of picture it is and when the phases were. */
function sentenceOf(description: string): string {
  const figures = description.replace(/^[A-Z][a-z ]+: [^.]*\. /, "").replace(/ Phases: .*$/, "");
  const sentence = figures.charAt(0).toUpperCase() + figures.slice(1);
  return sentence.endsWith(".") ? sentence : `${sentence}.`;
}

function tableOf({ columns, rows, note }: Table): string {
  const cells = rows.map((row) => row.map((cell) => cell.text));
  return `${markdownTable(columns, cells)}${note === undefined ? "" : `\n\n${text(note)}`}`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${text(item)}`).join("\n");
}
