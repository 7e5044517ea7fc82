/**
 * What a check came to, for people: lines for a terminal, and Markdown for the comment on a pull request. The verdict
 * comes first, then what broke, then what changed. Not the judgement itself (check.ts).
 */
import { humanise } from "../report/format.js";
import { objectiveName, objectiveUnit, verdictWord } from "../report/objectives.js";
import { topologyWord } from "../report/words.js";
import type { TopologyName } from "../scenario/scenario.js";
import type { BudgetResult } from "./budgets.js";
import type { CheckResult, SloChange } from "./check.js";
import { comparisonMarkdown, comparisonText, headline } from "./comparison-text.js";

/** Changes that are listed in full for each topology. */
const MOST_CHANGES = 15;

/** The verdict in one sentence. */
export function checkHeadline({ verdict, scenario, seeds, comparisons }: CheckResult): string {
  const over = `${scenario}, seeds ${seeds.join(", ")}`;
  if (verdict === "identical") {
    const hashes = comparisons.map(({ hashB }) => hashB).join(", ");
    return `identical to the baseline (${over}; hash of figures ${hashes})`;
  }
  const parts = comparisons
    .filter(({ identical }) => !identical)
    .map((one) => `${topologyWord(one.b)}: ${changesOf(one)}`);
  const word = verdict === "broken" ? "broken" : "changed";
  return `${word} against the baseline (${over}). ${parts.join("; ")}`;
}

/** Each objective and budget that broke by the change, as a sentence. */
export function brokenSentences({ slos, budgets, comparisons }: CheckResult): readonly string[] {
  return [
    ...comparisons.flatMap(({ failures }) => failures),
    ...slos.filter(({ broken }) => broken).map(sloSentence),
    ...budgets.filter(({ passed }) => !passed).map(budgetSentence),
  ];
}

/** For a terminal. */
export function checkText(result: CheckResult, name: string): string {
  const broken = brokenSentences(result).map((sentence) => `  broken: ${sentence}`);
  const lines = [`check ${name}: ${checkHeadline(result)}`, ...broken, ...stillMissed(result)];
  if (result.verdict === "identical") return `${lines.join("\n")}\n`;
  const changes = comparisonText(namedOf(result), MOST_CHANGES).trimEnd();
  return `${[...lines, changes, `To accept: ${acceptCommand(name)}`].join("\n")}\n`;
}

/** For the comment on a pull request. */
export function checkMarkdown(result: CheckResult, name: string): string {
  const icon = { identical: "✅", changed: "⚠️", broken: "❌" }[result.verdict];
  const broken = brokenSentences(result).map((sentence) => `- ❌ ${sentence}`);
  const missed = stillMissed(result).map((line) => `- ${line.trim()}`);
  const blocks = [
    `### ${icon} clustermesh-sim check \`${name}\``,
    checkHeadline(result),
    [...broken, ...missed].join("\n"),
    ...(result.verdict === "identical"
      ? []
      : [
          `<details><summary>What changed</summary>\n\n${comparisonMarkdown(namedOf(result), MOST_CHANGES)}\n</details>`,
          `If the change is meant, accept it: \`${acceptCommand(name)}\``,
        ]),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** The command that makes the new results the baseline. */
export function acceptCommand(name: string): string {
  return `clustermesh-sim check --baseline ${name} --update`;
}

/** An objective as a sentence. */
export function sloSentence({ before, after }: SloChange): string {
  const unit = objectiveUnit(after);
  const value = after.value === undefined ? "no figure" : humanise(after.value, unit);
  const name = `${topologyWord(after.topology)}: ${objectiveName(after)}`;
  const limit = humanise(after.max, unit);
  return `${name} is ${value}, limit ${limit}: ${verdictWord(after.passed)} (before: ${verdictWord(before)})`;
}

/** A budget as a sentence. */
export function budgetSentence(budget: BudgetResult): string {
  const name = `${topologyWord(budget.topology as TopologyName)}: ${objectiveName(budget)}`;
  const grown = Number.isFinite(budget.increase) ? humanise(budget.increase, "ratio") : "from 0";
  return `${name} grew by ${grown}, budget ${humanise(budget.maxIncrease, "ratio")}`;
}

/** Figures may be the same where other rows are not: then say so. */
function changesOf(comparison: CheckResult["comparisons"][number]): string {
  if (comparison.differences.length > 0 || comparison.failures.length > 0)
    return headline(comparison);
  return "rows of single clusters changed, the highest figures are the same";
}

function stillMissed({ slos }: CheckResult): readonly string[] {
  return slos
    .filter(({ broken, after }) => !broken && after.passed !== true)
    .map((one) => `  missed as before: ${sloSentence(one)}`);
}

function namedOf({ comparisons }: CheckResult) {
  return { nameA: "baseline", nameB: "now", comparisons, notes: [] };
}
