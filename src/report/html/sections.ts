/**
 * The header and the sections of a report as HTML: answer first, then figures, charts, configuration and limits. The same
 * documents always give the same text, in the page of a run (page.ts) and in the explorer, which draws the charts itself.
 * Not here: the wording of the answer (../findings.ts), the tables' content (../tables.ts), the charts (../charts/).
 */
import type { ChartSection } from "../charts/all-charts.js";
import { judgeSlos } from "../../measure/slos.js";
import { builtInSlos } from "../../scenario/slos.js";
import { clustersTable } from "../clusters-table.js";
import { bottleneckSentence, isOverloaded } from "../findings.js";
import { withSeparators } from "../format.js";
import { keyFigures } from "../key-figures.js";
import { objectivesTable } from "../objectives.js";
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { sampleTable } from "../sample.js";
import { latencyTable, stagesTable, stationsTable } from "../tables.js";
import { topologyWord } from "../words.js";
import { renderAnswer } from "./answer.js";
import { renderConfiguration, renderCosts, renderList, renderReplay } from "./configuration.js";
import { escapeHtml, escapeProse, linkAddresses } from "./escape.js";
import { renderFigure, type RenderedChart } from "./figure.js";
import { GLOSSARY } from "./glossary.js";
import { renderChecked, renderIncidents } from "./incidents.js";
import { renderTable } from "./table.js";

/** A part of the report. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** Name, description and size of the mesh. */
export function renderHeader(docs: RunDocuments): string {
  const { scenario } = docs.manifest;
  const sum = (count: (group: (typeof scenario.groups)[number]) => number): string =>
    withSeparators(scenario.groups.reduce((total, group) => total + count(group), 0));
  const facts = [
    `${sum((group) => group.clusters)} clusters`,
    `${sum((group) => group.clusters * group.nodes)} nodes`,
    `${sum((group) => group.clusters * group.endpoints)} endpoints`,
    `Cilium ${scenario.ciliumVersion}`,
    `seed ${docs.summary.seed}`,
    `scenario ${docs.summary.scenario.hash}`,
  ];
  return `<header>
<h1>${escapeHtml(scenario.name)}</h1>
<p class="lead">${linkAddresses(scenario.description)}</p>
<ul class="facts">${facts.map((fact) => `<li>${escapeHtml(fact)}</li>`).join("")}</ul>
</header>`;
}

/** The navigation and the sections themselves. */
export function renderSections(sections: readonly Section[]): {
  readonly links: string;
  readonly bodies: string;
} {
  const links = sections.map(
    ({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`,
  );
  const bodies = sections.map(
    ({ id, title, body }) => `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(title)}</h2>
${body}
</section>`,
  );
  return { links: links.join("\n"), bodies: bodies.join("\n") };
}

/** The sections that have something to say, in reading order. */
export function sectionsOf(
  docs: RunDocuments,
  charts: readonly RenderedChart[],
): readonly Section[] {
  const figures = (section: ChartSection): string =>
    charts
      .filter((rendered) => rendered.section === section)
      .map(renderFigure)
      .join("\n");
  const { manifest } = docs;
  const sections: readonly Section[] = [
    {
      id: "answer",
      title: "Answer",
      body: [renderAnswer(docs), renderWarnings(docs)].join("\n"),
    },
    { id: "mesh", title: "The mesh", body: renderMesh(figures("mesh")) },
    {
      id: "key-figures",
      title: "Key figures",
      body: [renderTable(keyFigures(docs)), renderSample(docs)].join("\n"),
    },
    { id: "connections", title: "Connections and watches", body: figures("connections") },
    {
      id: "latency",
      title: "Sync latency",
      body: [
        figures("latency"),
        renderTable(latencyTable(docs)),
        renderTable(stagesTable(docs)),
      ].join("\n"),
    },
    {
      id: "bottleneck",
      title: "What fills up first",
      body: [
        ...topologiesOf(docs).map((topology) => {
          const sentence = escapeProse(bottleneckSentence(docs, topology));
          const alarm = isOverloaded(docs, topology) ? " alarm" : "";
          const word = escapeHtml(topologyWord(topology));
          return `<div class="card${alarm}"><p><strong>${word}</strong> – ${sentence}</p></div>`;
        }),
        figures("bottleneck"),
        renderTable(stationsTable(docs)),
      ].join("\n"),
    },
    { id: "etcd", title: "etcd load over time", body: figures("etcd") },
    { id: "clusters", title: "etcd load by cluster", body: renderTable(clustersTable(docs)) },
    { id: "traffic", title: "Cross-cluster traffic", body: figures("traffic") },
    { id: "incidents", title: "Incidents", body: renderIncidents(docs, figures("incidents")) },
    { id: "objectives", title: "Objectives", body: renderObjectives(docs) },
    {
      id: "sensitivity",
      title: "Sensitivity",
      body: renderSensitivity(docs, figures("sensitivity")),
    },
    { id: "checked", title: "Checked", body: renderChecked(docs) },
    { id: "configuration", title: "Configuration", body: renderConfiguration(docs) },
    { id: "costs", title: "Cost constants", body: renderCosts(manifest.costs) },
    {
      id: "limits",
      title: "Assumptions and limits",
      body: [
        renderList("Assumed by the scenario", manifest.scenario.assumptions),
        renderList("Assumed by the model", manifest.assumptions),
        renderList("Not modelled", manifest.notModelled),
      ].join("\n"),
    },
    { id: "replay", title: "Repeat this run", body: renderReplay(docs) },
    { id: "glossary", title: "Glossary", body: renderGlossary() },
  ];
  return sections.filter(({ body }) => body.trim() !== "");
}

/** The pictures of the topologies, beside each other where there is room. */
function renderMesh(figures: string): string {
  return `<div class="pair">\n${figures}\n</div>`;
}

function renderSample(docs: RunDocuments): string {
  const table = sampleTable(docs);
  return table.rows.length === 0 ? "" : renderTable(table);
}

function renderObjectives(docs: RunDocuments): string {
  const { slos } = docs.summary;
  if (slos !== undefined) return renderTable(objectivesTable(slos));
  const judged = judgeSlos(builtInSlos(docs.manifest.scenario), docs.summary.results);
  const table = {
    ...objectivesTable(judged),
    name: "built-in-objectives",
    caption: "The built-in objectives, had they been asked for",
  };
  return `<p>The scenario declares no objectives, so nothing was judged. With <code>spec.builtInSlos: true</code>, or its
own <code>spec.slos</code>, a run that misses one ends with exit code 99.</p>
${renderTable(table)}`;
}

function renderSensitivity(docs: RunDocuments, figures: string): string {
  if (docs.sensitivity !== undefined) return figures;
  const command = `clustermesh-sim sensitivity FILE|PRESET --out DIRECTORY-OF-THIS-RUN`;
  return `<p>How far the answer hangs on each cost constant was not studied for this run. This changes every constant by
20 % and puts the charts here:</p>
<pre tabindex="0"><code>${command}</code></pre>`;
}

function renderWarnings(docs: RunDocuments): string {
  const { warnings } = docs.manifest;
  if (warnings.length === 0) return "";
  const items = warnings.map(({ code, topology, message }) => {
    const where = topology === undefined ? "" : ` (${escapeHtml(topologyWord(topology))})`;
    return `<li><strong>${escapeHtml(code)}</strong>${where}: ${escapeProse(message)}</li>`;
  });
  return `<div class="card alarm"><ul class="warnings">
${items.join("\n")}
</ul><p class="note"><code>clustermesh-sim explain CODE</code> says what a warning means and what to do.</p></div>`;
}

function renderGlossary(): string {
  const terms = GLOSSARY.map(
    ([term, meaning]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(meaning)}</dd>`,
  );
  return `<dl>\n${terms.join("\n")}\n</dl>`;
}
