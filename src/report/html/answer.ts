/**
 * The top of the page: the answer in one sentence, the figures that are compared first, and the same in full sentences.
 * Not here: the wording (../headline.ts, ../findings.ts).
 */
import { answerSentences, isOverloaded } from "../findings.js";
import { headline, tiles, type Tile } from "../headline.js";
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { escapeHtml, escapeProse } from "./escape.js";

/** The section's content. */
export function renderAnswer(docs: RunDocuments): string {
  const topologies = topologiesOf(docs);
  const alarm = topologies.some((topology) => isOverloaded(docs, topology)) ? " alarm" : "";
  const sentences = answerSentences(docs).map((sentence, index) => {
    const topology = topologies[index] ?? "both";
    return `<div class="card answer ${topology}"><p>${escapeProse(sentence)}</p></div>`;
  });
  return `<p class="headline${alarm}">${escapeProse(headline(docs))}</p>
<ul class="tiles">
${tiles(docs).map(renderTile).join("\n")}
</ul>
${sentences.join("\n")}`;
}

function renderTile({ title, values, change }: Tile): string {
  const lines = values.map(({ topology, text, share, of }) => {
    const whose = of === undefined ? "" : ` <span class="of">${escapeHtml(of)}</span>`;
    const width = Math.max(1, Math.round(share * 100));
    return `<div class="value ${topology}"><span class="who">${escapeHtml(topologyWord(topology))}</span>
<strong>${escapeProse(text)}</strong>${whose}<span class="bar" style="width: ${width}%"></span></div>`;
  });
  const difference =
    change === "" || change === "–"
      ? ""
      : `<div class="of">KVStoreMesh: ${change === "same" ? "the same" : escapeProse(change)}</div>`;
  return `<li class="tile"><h3>${escapeHtml(title)}</h3>
${lines.join("\n")}${difference}</li>`;
}
