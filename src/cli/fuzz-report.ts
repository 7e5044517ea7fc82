/**
 * What `fuzz` prints: the verdict, what the campaign reached, and each failure with all that is known of it.
 * Nothing here depends on the clock or on the number of threads; speed is told on stderr by the command.
 */
import type { CampaignResult } from "../fuzz/campaign.js";
import type { CoverageSummary } from "../fuzz/coverage.js";
import type { ShrunkFailure } from "../fuzz/failure-file.js";
import { keysOf } from "../scenario/group-sums.js";
import type { Scenario } from "../scenario/scenario.js";

/** Events of a history that are shown. */
const MOST_EVENTS = 50;

/** What the whole campaign came to. */
export function campaignText(
  { runs, failures, coverage }: CampaignResult,
  { seed, variant }: { readonly seed: string; readonly variant: string | undefined },
): string {
  const model = variant === undefined ? "" : `, variant ${variant}`;
  const verdict = failures.length === 0 ? "every run held" : `${failures.length} of them failed`;
  return [
    `${runs} runs of seed ${seed}${model}: ${verdict}`,
    ...transitionLines(coverage),
    "cases by what they drew:",
    ...columns(coverage.features.map(([name, cases]) => `${name} ${cases}`)),
    "",
  ].join("\n");
}

/** One failure, from what broke to the command that repeats it. */
export function failureText(shrunk: ShrunkFailure, file: string, replay: string): string {
  const { failure, finding, drawn, scenario, tries, isMinimal } = shrunk;
  const place = [
    ...(finding.reader === "" ? [] : [`reader: ${finding.reader}`]),
    ...(finding.key === "" ? [] : [`key: ${finding.key}`]),
  ];
  const history = finding.history.slice(-MOST_EVENTS);
  const ended = isMinimal ? "" : " (the tries ran out: it may get smaller still)";
  return [
    `run ${failure.index} (seed ${failure.seed}) breaks ${finding.invariant}: ${finding.message}`,
    ...place,
    ...(history.length === 0 ? [] : [`last ${history.length} events that touched the key:`]),
    ...history.map((event) => `  ${event}`),
    `made smaller in ${tries} runs: ${sizeChange(drawn, scenario)}${ended}`,
    `scenario: ${file}`,
    `replay: ${replay}`,
    "",
  ].join("\n");
}

function transitionLines({ known, taken, neverTaken }: CoverageSummary): readonly string[] {
  if (known === 0) return [];
  const percent = Math.floor((taken / known) * 1000) / 10;
  return [
    `transitions taken: ${taken} of ${known} (${percent} %)`,
    ...(neverTaken.length === 0 ? [] : ["transitions never taken:"]),
    ...neverTaken.map((id) => `  ${id}`),
  ];
}

/** Three to a line, so that the list fits a screen. */
function columns(cells: readonly string[]): readonly string[] {
  const width = Math.max(0, ...cells.map((cell) => cell.length)) + 2;
  const rows = Math.ceil(cells.length / 3);
  return Array.from({ length: rows }, (_, row) => {
    const line = [cells[row], cells[row + rows], cells[row + 2 * rows]];
    return `  ${line.map((cell = "") => cell.padEnd(width)).join("")}`.trimEnd();
  });
}

function sizeChange(drawn: Scenario, scenario: Scenario): string {
  const [before, after] = [sizesOf(drawn), sizesOf(scenario)];
  return Object.entries(before)
    .map(([name, size]) => `${name} ${size} -> ${after[name] ?? 0}`)
    .join(", ");
}

function sizesOf({ groups, incidents, timeline }: Scenario): Readonly<Record<string, number>> {
  let [clusters, agents, keys] = [0, 0, 0];
  for (const group of groups) {
    clusters += group.clusters;
    agents += group.clusters * group.agents;
    keys += group.clusters * keysOf(group);
  }
  const seconds = Math.round(timeline.durationNs / 1e9);
  return { incidents: incidents.length, clusters, agents, objects: keys, seconds };
}
