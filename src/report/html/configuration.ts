/**
 * The parts of the page that let a reader judge and repeat a run: the mesh, the whole configuration, cost constants,
 * assumptions, what is not modelled, the machine. Everything here comes from manifest.json.
 */
import type { CostConstant } from "../../measure/documents.js";
import { renderScenario } from "../../scenario/render.js";
import { withSeparators } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { fieldsTable, scenarioFields } from "../scenario-fields.js";
import { runsTable } from "../tables.js";
import { escapeHtml, linkAddresses } from "./escape.js";
import { renderRows, renderTable } from "./table.js";

/** The mesh as a table, and the effective scenario in full. */
export function renderConfiguration(docs: RunDocuments): string {
  const { scenario } = docs.manifest;
  const rows = scenario.groups.map((group) => [
    { text: group.mocked ? `${group.name} (mocked)` : group.name },
    ...[
      group.clusters,
      group.nodes,
      group.agents,
      group.endpoints,
      group.identities,
      group.services,
    ].map((count) => ({ text: withSeparators(count) })),
    ...[group.nodesQPS, group.endpointsQPS, group.identitiesQPS, group.servicesQPS].map((rate) => ({
      text: `${withSeparators(rate)} /s`,
    })),
    { text: group.region },
  ]);
  const mesh = renderTable({
    name: "mesh",
    caption: "The mesh, per cluster of each group",
    columns: [
      "Group",
      "clusters",
      "nodes",
      "agents",
      "endpoints",
      "identities",
      "services",
      "node churn",
      "endpoint churn",
      "identity churn",
      "service churn",
      "region",
    ],
    rows,
  });
  const fields = scenarioFields(scenario);
  const changed = fields.filter((field) => field.changed);
  const settings =
    changed.length === 0
      ? `<p>Every setting has its default.</p>`
      : renderTable(
          fieldsTable(changed, {
            name: "changed-fields",
            caption: "Settings that are not the default",
          }),
        );
  const all = fieldsTable(fields, { name: "fields", caption: "All settings and their defaults" });
  return `${mesh}
${settings}
<details class="fold"><summary>All ${fields.length} settings with their defaults and meanings</summary>
${renderRows(all)}</details>
<details class="fold"><summary>The whole configuration, with every default filled in (YAML)</summary>
<p class="note">Saved as a file, it is a scenario: <code>clustermesh-sim run -f FILE</code> runs it again.</p>
<pre tabindex="0"><code>${escapeHtml(renderScenario(scenario))}</code></pre></details>
${renderList("Sources of the scenario", scenario.sources)}`;
}

/** The constants of the cost profile, each with its source. */
export function renderCosts(costs: readonly CostConstant[]): string {
  if (costs.length === 0) return `<p class="empty">The manifest lists no cost constants.</p>`;
  const rows = costs.map(
    (cost) => `<tr><th scope="row"><code>${escapeHtml(cost.name)}</code></th>
<td class="number">${withSeparators(cost.value)} ${escapeHtml(cost.unit)}</td>
<td class="long">${escapeHtml(cost.meaning)}</td>
<td>${escapeHtml(cost.confidence)}</td><td class="long">${linkAddresses(cost.source)}</td></tr>`,
  );
  const known = costs.filter((cost) => cost.confidence === "measured").length;
  return `<p>Constants that turn work into time and bytes: ${costs.length}, of them measured on a real etcd:
${known}.</p>
<details class="fold"><summary>All cost constants, with source and confidence</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Table: cost constants">
<table class="prose" id="table-costs"><thead><tr><th scope="col">Constant</th>
<th scope="col" class="number">Value</th><th scope="col">Meaning</th><th scope="col">Confidence</th>
<th scope="col">Source</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div></details>`;
}

/** A list with a heading; nothing when it is empty. */
export function renderList(title: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  const lines = items.map((item) => `<li>${linkAddresses(item)}</li>`).join("\n");
  return `<h3>${escapeHtml(title)}</h3>\n<ul>\n${lines}\n</ul>`;
}

/** How to repeat the run, and what it ran on. */
export function renderReplay(docs: RunDocuments): string {
  const { manifest } = docs;
  const { environment } = manifest;
  const machine = [
    `clustermesh-sim ${manifest.version}`,
    environment.gitCommit === null ? "no git commit" : `commit ${environment.gitCommit}`,
    `Node ${environment.node}`,
    environment.platform,
    `started ${environment.startedAt}`,
  ];
  return `<p>The same scenario, seed and version give the same figures to the last digit:</p>
<pre tabindex="0"><code>${escapeHtml(manifest.replay)}</code></pre>
<p class="note">${escapeHtml(machine.join(" · "))}. Only this line and the next table depend on the machine.</p>
${renderTable(runsTable(docs))}`;
}
