/**
 * The page's parts about what went wrong: the incidents of the run, and what was checked while they lasted.
 * Not here: the wording (../incident-findings.ts) and the tables' content (../incident-tables.ts, ../invariants.ts).
 */
import { checkedSentence, incidentSentences } from "../incident-findings.js";
import { incidentDetailTables, incidentsTable } from "../incident-tables.js";
import { allIncidents, hasIncidents } from "../incidents.js";
import { checkedInvariants, invariantsTable, isAnyBroken } from "../invariants.js";
import type { RunDocuments } from "../run-documents.js";
import { escapeProse } from "./escape.js";
import { renderTable } from "./table.js";

/** More tables than this are folded: they would push the charts off the first screens. */
const UNFOLDED_MAX = 2;

/** The incidents: a sentence, the overview, charts (given as HTML), each incident's figures. Empty without incidents. */
export function renderIncidents(docs: RunDocuments, figures: string): string {
  if (!hasIncidents(docs)) return "";
  const sentences = incidentSentences(docs).map((sentence) => `<p>${escapeProse(sentence)}</p>`);
  const open = allIncidents(docs).some(({ records }) =>
    records.some(({ recovery }) => recovery === undefined),
  );
  const tables = incidentDetailTables(docs).map(renderTable);
  const details =
    tables.length <= UNFOLDED_MAX
      ? tables.join("\n")
      : `<details class="fold"><summary>Each incident in figures (${tables.length} tables)</summary>
${tables.join("\n")}
</details>`;
  return [
    `<div class="card answer${open ? " alarm" : ""}">${sentences.join("\n")}</div>`,
    renderTable(incidentsTable(docs)),
    figures,
    details,
  ].join("\n");
}

/** Which invariants were checked, how often, and whether they held. */
export function renderChecked(docs: RunDocuments): string {
  const sentence = escapeProse(checkedSentence(docs));
  if (checkedInvariants(docs).length === 0) return `<p class="empty">${sentence}</p>`;
  const alarm = isAnyBroken(docs) ? " alarm" : "";
  return `<div class="card${alarm}"><p>${sentence}</p></div>
${renderTable(invariantsTable(docs))}`;
}
