/**
 * The one-screen summary for a terminal: the answer, one line a metric, the bottleneck, the warnings.
 * Not the full result: that is summary.json and the page. Plain aligned columns without borders, so that grep works.
 */
import { answerSentences, bottleneckSentence, isOverloaded } from "./findings.js";
import { incidentLines } from "./incident-lines.js";
import { checkedSentence } from "./incident-findings.js";
import { checkedInvariants, isAnyBroken } from "./invariants.js";
import type { RunDocuments } from "./run-documents.js";
import { topologiesOf } from "./run-documents.js";
import { keyFigures } from "./key-figures.js";
import { objectiveLines } from "./objectives.js";
import { sampleSentences } from "./sample.js";
import type { Cell } from "./tables.js";
import { topologyWord } from "./words.js";

export interface SummaryOptions {
  /** Use ANSI colours; the caller has looked at NO_COLOR and whether stdout is a terminal. */
  readonly color: boolean;
  /** Columns of the terminal; sentences are wrapped at it, between 40 and 120. */
  readonly width: number;
}

interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly alarm: (text: string) => string;
}

/** The summary, ending with a line end. */
export function renderSummary(docs: RunDocuments, options: SummaryOptions): string {
  const width = Math.min(120, Math.max(40, options.width));
  const paint = options.color ? ANSI : PLAIN;
  const { summary, manifest } = docs;
  const head = `${summary.scenario.name} · Cilium ${manifest.scenario.ciliumVersion} · seed ${summary.seed}`;
  const table = keyFigures(docs, { brief: true });
  const blocks = [
    [paint.bold(head), ...answerSentences(docs).flatMap((sentence) => wrap(sentence, width, ""))],
    tableLines(table.columns, table.rows, paint),
    sampleLines(docs, width, paint),
    incidentBlock(docs, width, paint),
    [paint.bold("Bottleneck"), ...bottleneckLines(docs, width, paint)],
    sloLines(docs, width, paint),
    warningLines(docs, width, paint),
    checkedLines(docs, width, paint),
    [paint.dim(`scenario ${summary.scenario.hash} · clustermesh-sim ${summary.version}`)],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function tableLines(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): readonly string[] {
  const texts = [columns, ...rows.map((row) => row.map((cell) => cell.text))];
  const widths = columns.map((_, index) =>
    texts.reduce((most, row) => Math.max(most, (row[index] ?? "").length), 0),
  );
  return texts.map((row, line) => {
    const cells = row.map((text, index) =>
      index === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[index] ?? 0),
    );
    const joined = cells.join("   ").trimEnd();
    return line === 0 ? paint.bold(joined) : joined;
  });
}

/** What a sample says of all clusters, with its intervals. */
function sampleLines(docs: RunDocuments, width: number, paint: Paint): readonly string[] {
  const sentences = sampleSentences(docs);
  if (sentences.length === 0) return [];
  const head = "Sample: estimates for all clusters (95 % intervals of the sampling)";
  return [paint.bold(head), ...sentences.flatMap((sentence) => wrap(sentence, width, "  "))];
}

/** One line an incident, under a line that says what the figures are. */
function incidentBlock(docs: RunDocuments, width: number, paint: Paint): readonly string[] {
  const found = incidentLines(docs, width);
  if (found === undefined) return [];
  return [
    paint.bold(found.head),
    ...found.lines.map(({ text, alarm }) => (alarm ? paint.alarm(text) : text)),
    ...wrap(found.note, width, "").map(paint.dim),
  ];
}

function checkedLines(docs: RunDocuments, width: number, paint: Paint): readonly string[] {
  if (checkedInvariants(docs).length === 0) return [];
  const lines = wrap(`Checked: ${checkedSentence(docs)}`, width, "");
  return isAnyBroken(docs) ? lines.map(paint.alarm) : lines;
}

function bottleneckLines(docs: RunDocuments, width: number, paint: Paint): readonly string[] {
  return topologiesOf(docs).flatMap((topology) => {
    const sentence = `${topologyWord(topology)}: ${bottleneckSentence(docs, topology)}`;
    const lines = wrap(sentence, width, "  ");
    return isOverloaded(docs, topology) ? lines.map(paint.alarm) : lines;
  });
}

function sloLines(docs: RunDocuments, width: number, paint: Paint): readonly string[] {
  const { slos } = docs.summary;
  if (slos === undefined) return [];
  const [total = "", ...misses] = objectiveLines(slos);
  const wrapped = misses.flatMap((line) => wrap(line, width, "  ")).map(paint.alarm);
  return [`${paint.bold("Objectives")}  ${total}`, ...wrapped];
}

function warningLines(docs: RunDocuments, width: number, paint: Paint): readonly string[] {
  const { warnings } = docs.manifest;
  if (warnings.length === 0) return [];
  const lines = warnings.flatMap(({ code, topology, message }) => {
    const where = topology === undefined ? "" : ` (${topologyWord(topology)})`;
    return wrap(`${code}${where}: ${message}`, width, "  ");
  });
  return [paint.bold("Warnings"), ...lines.map(paint.alarm)];
}

/** Breaks at spaces; lines after the first are indented, so that each sentence stands out. */
function wrap(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    const empty = line.trim() === "";
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else {
      line = empty ? `${line}${word}` : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

const PLAIN: Paint = { bold: (text) => text, dim: (text) => text, alarm: (text) => text };
const ANSI: Paint = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
  alarm: (text) => `\u001b[33m${text}\u001b[39m`,
};
