/**
 * A scenario's objectives (SLOs) as a table and as lines for a terminal: the figure beside its limit, and the verdict in
 * a word. Not the judgement itself (src/measure/slos.ts).
 */
import { overall, type SloResult, type Verdict } from "../measure/slos.js";
import { METRICS } from "../scenario/metric-catalogue.js";
import { figure, humanise, type DisplayUnit } from "./format.js";
import type { Cell, Table } from "./tables.js";
import { stationWord, topologyWord } from "./words.js";

/** The verdict in a word: never only a colour. */
export function verdictWord(passed: Verdict): string {
  if (passed === "inconclusive") return "inconclusive";
  return passed ? "holds" : "missed";
}

/** As in `sync_latency_seconds p99 (stage total, type all)`. */
export function objectiveName(slo: Pick<SloResult, "metric" | "stat" | "labels">): string {
  const labels = Object.entries(slo.labels).map(([name, value]) => `${name} ${value}`);
  return `${slo.metric} ${slo.stat}${labels.length === 0 ? "" : ` (${labels.join(", ")})`}`;
}

/** The unit of an objective's limit, also when the run had no such figure. */
export function objectiveUnit(slo: Pick<SloResult, "metric" | "unit">): DisplayUnit {
  return slo.unit ?? METRICS.find(({ name }) => name === slo.metric)?.unit ?? "count";
}

/** Where the worst figure was: the labels that the objective does not name itself. */
export function whereWorst(slo: Pick<SloResult, "labels" | "worst">): string {
  const others = Object.entries(slo.worst ?? {}).filter(
    ([name]) => !Object.hasOwn(slo.labels, name),
  );
  return others
    .map(([name, value]) => (name === "station" ? stationWord(value) : value))
    .filter((value) => value !== "all")
    .join(", ");
}

/** All objectives in one table; empty when there are none. */
export function objectivesTable(slos: readonly SloResult[]): Table {
  return {
    name: "objectives",
    caption: "Objectives (SLOs)",
    columns: ["Objective", "topology", "verdict", "limit", "value", "worst at"],
    rows: originalFirst(slos).map((slo): Cell[] => [
      { text: objectiveName(slo) },
      { text: topologyWord(slo.topology) },
      { text: verdictWord(slo.passed) },
      figure(slo.max, objectiveUnit(slo)),
      figure(slo.value, objectiveUnit(slo)),
      { text: whereWorst(slo) || "–" },
    ]),
    note: "Inconclusive: the interval of the figure contains the limit, or the run has no such figure. It is not a pass.",
  };
}

/** The topologies of an objective follow each other, the baseline first. */
function originalFirst(slos: readonly SloResult[]): readonly SloResult[] {
  const names = [...new Set(slos.map(objectiveName))];
  return names.flatMap((name) => {
    const same = slos.filter((slo) => objectiveName(slo) === name);
    return [
      ...same.filter(({ topology }) => topology === "original"),
      ...same.filter(({ topology }) => topology !== "original"),
    ];
  });
}

/** For a terminal: one line in sum, and each objective that does not hold in full. */
export function objectiveLines(slos: readonly SloResult[]): readonly string[] {
  const held = slos.filter(({ passed }) => passed === true).length;
  const verdict = verdictWord(overall(slos));
  const misses = slos.filter(({ passed }) => passed !== true).map(missLine);
  return [`${held} of ${slos.length} hold: ${verdict}`, ...misses];
}

function missLine(slo: SloResult): string {
  const unit = objectiveUnit(slo);
  const name = `${topologyWord(slo.topology)}: ${objectiveName(slo)}`;
  const limit = humanise(slo.max, unit);
  if (slo.value === undefined) return `${name}: no such figure in this run (inconclusive)`;
  const where = whereWorst(slo);
  const interval =
    slo.low === undefined || slo.high === undefined
      ? ""
      : `, 95 % interval ${humanise(slo.low, unit)} to ${humanise(slo.high, unit)}`;
  const at = where === "" ? "" : ` at ${where}`;
  return `${name}: ${humanise(slo.value, unit)}${at}${interval}; limit ${limit} (${verdictWord(slo.passed)})`;
}
