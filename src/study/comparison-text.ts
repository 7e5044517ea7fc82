/**
 * A comparison in words: a sentence a figure, a table for terminals, Markdown for pull requests and papers, JSON for
 * programs. Not the comparison itself (compare.ts).
 */
import { humanise, withSeparators } from "../report/format.js";
import { stageWord, stationWord, topologyWord } from "../report/words.js";
import type { Comparison, Difference, Spread } from "./compare.js";
import { tooFewSeeds } from "./estimate.js";
import { isHeadline } from "./figures.js";

/** Comparisons of one pair of things, with the names that the user knows them by. */
export interface NamedComparison {
  readonly nameA: string;
  readonly nameB: string;
  /** One for each pair of topologies. */
  readonly comparisons: readonly Comparison[];
  /** Remarks that a reader must see, such as "one seed". */
  readonly notes: readonly string[];
}

/** What to warn of, given the number of seeds. */
export function seedNotes(n: number): readonly string[] {
  if (n === 1)
    return ["one seed: differences are exact for it, but there is no interval; use --seeds 5"];
  const few = tooFewSeeds(n);
  return few === undefined ? [] : [few];
}

/** As in "sync latency p99 (stage total, type all) is 12 % higher (+1.2 ms ± 0.3 ms, n 5)". */
export function differenceSentence(difference: Difference): string {
  const { a, b, absolute, n, unit, verdict } = difference;
  const more = b > a ? "higher" : "lower";
  const size = difference.relative === undefined ? humanise(Math.abs(b - a), unit) : by(difference);
  const sure = verdict === "differs" ? "" : n === 1 ? " in this seed" : " on average, not surely";
  return (
    `${figureName(difference)} is ${size} ${more}${sure}: ${humanise(a, unit)} to ` +
    `${humanise(b, unit)} (difference ${spread(absolute, (value) => signed(value, unit))}, n ${n}).`
  );
}

/** The whole for a terminal. `most` limits the differences that are listed for each pair of topologies. */
export function comparisonText(named: NamedComparison, most: number): string {
  const blocks = named.comparisons.map((one) =>
    [
      ...[`${nameOf(named, one)}: ${headline(one)}`],
      ...listed(one, most).map((difference) => `  ${differenceSentence(difference)}`),
      ...rest(one, most).map((line) => `  ${line}`),
    ].join("\n"),
  );
  return `${[...blocks, ...named.notes.map((note) => `note: ${note}`)].join("\n")}\n`;
}

/** The same as Markdown. */
export function comparisonMarkdown(named: NamedComparison, most: number): string {
  const blocks = named.comparisons.map((one) => {
    const rows = listed(one, most).map(markdownRow);
    const table =
      rows.length === 0
        ? []
        : [
            "",
            "| Figure | A | B | Change | Difference, 95 % interval |",
            "| --- | ---: | ---: | ---: | --- |",
            ...rows,
          ];
    const below = rest(one, most).map((line) => `\n${line}`);
    return [`**${nameOf(named, one)}**: ${headline(one)}`, ...table, ...below].join("\n");
  });
  const notes = named.notes.map((note) => `> ${note}`);
  return `${[...blocks, ...notes].join("\n\n")}\n`;
}

/** The same as JSON, with a sentence for each difference. */
export function comparisonJson(named: NamedComparison): string {
  const comparisons = named.comparisons.map((one) => ({
    ...one,
    differences: one.differences.map((difference) => ({
      ...difference,
      sentence: differenceSentence(difference),
    })),
  }));
  return `${JSON.stringify({ schemaVersion: 1, ...named, comparisons }, null, 2)}\n`;
}

/** A figure's name as people say it: metric, statistic and labels. */
export function figureName({
  metric,
  labels,
  stat,
}: Pick<Difference, "metric" | "labels" | "stat">) {
  const pairs = Object.entries(labels).map(([name, value]) => {
    if (name === "station") return stationWord(value);
    return name === "stage" ? `stage ${stageWord(value)}` : `${name} ${value}`;
  });
  return `${metric} ${stat}${pairs.length === 0 ? "" : ` (${pairs.join(", ")})`}`;
}

/** How many differ, or that nothing does. */
export function headline(one: Comparison): string {
  if (one.seeds.length === 0) return "no seed is in both; nothing can be compared";
  const failures = one.failures.length;
  if (failures > 0) return `${failures} ${failures === 1 ? "run" : "runs"} gave no result`;
  if (one.identical) return `identical (hash ${one.hashA}, seeds ${one.seeds.join(", ")})`;
  const sure = one.differences.filter(({ verdict }) => verdict === "differs").length;
  const total = one.differences.length + one.same;
  if (one.seeds.length === 1) {
    return `${one.differences.length} of ${total} figures differ in the one seed`;
  }
  return `${sure} of ${total} figures differ, ${one.differences.length - sure} may, ${one.same} are the same`;
}

/** The change in a cell: `+12 %`, `×3.4`. */
export function changeWord({ a, b }: Difference): string {
  if (a === 0) return b > 0 ? "from 0" : "–";
  const ratio = b / a;
  if (ratio >= 2) return `×${threeDigits(ratio)}`;
  return `${ratio >= 1 ? "+" : "−"}${threeDigits(Math.abs(ratio - 1) * 100)} %`;
}

function nameOf({ nameA, nameB }: NamedComparison, { a, b }: Comparison): string {
  if (nameA === nameB) return `${nameA}, ${topologyWord(a)} to ${topologyWord(b)}`;
  return `${nameA} to ${nameB}, ${a === b ? topologyWord(a) : `${topologyWord(a)} to ${topologyWord(b)}`}`;
}

/** Everything without a limit; else the headline figures, and the others only when none of those differs. */
function listed(one: Comparison, most: number): readonly Difference[] {
  if (most === Infinity) return one.differences;
  const headlines = one.differences.filter(isHeadline);
  return (headlines.length > 0 ? headlines : one.differences).slice(0, most);
}

function rest(one: Comparison, most: number): readonly string[] {
  const hidden = one.differences.length - listed(one, most).length;
  return [
    ...(hidden > 0 ? [`and ${hidden} more (--all, or -o json)`] : []),
    ...(one.onlyA.length > 0 ? [`only in A: ${some(one.onlyA)}`] : []),
    ...(one.onlyB.length > 0 ? [`only in B: ${some(one.onlyB)}`] : []),
    ...one.failures,
  ];
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join("; ");
  return names.length > 3 ? `${shown}; and ${names.length - 3} more` : shown;
}

function markdownRow(difference: Difference): string {
  const { a, b, unit, absolute } = difference;
  const cells = [
    figureName(difference),
    humanise(a, unit),
    humanise(b, unit),
    changeWord(difference),
    spread(absolute, (value) => signed(value, unit)),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function by(difference: Difference): string {
  const { a, b } = difference;
  const ratio = b / a;
  if (ratio >= 2)
    return `${threeDigits(ratio)} times as high, i.e. ${threeDigits((ratio - 1) * 100)} %`;
  return `${threeDigits(Math.abs(ratio - 1) * 100)} %`;
}

function spread({ mean, low, high }: Spread, format: (value: number) => string): string {
  if (low === undefined || high === undefined) return format(mean);
  return low === high ? `${format(mean)} in each seed` : `${format(low)} to ${format(high)}`;
}

function signed(value: number, unit: Difference["unit"]): string {
  const sign = value > 0 ? "+" : value < 0 ? "−" : "";
  return `${sign}${humanise(Math.abs(value), unit)}`;
}

function threeDigits(value: number): string {
  return withSeparators(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
