/**
 * A check as JUnit XML, which CI systems show as tests: for each topology one test that the results are the baseline's,
 * one for each objective and one for each budget. It always holds at least one test, so emptiness cannot look green.
 * The format has no standard; this is the subset that Jenkins, GitLab and GitHub actions read.
 */
import { objectiveName } from "../report/objectives.js";
import { brokenSentences, budgetSentence, checkHeadline, sloSentence } from "./check-text.js";
import type { CheckResult } from "./check.js";

interface Case {
  readonly suite: string;
  readonly name: string;
  /** Absent when it passed. */
  readonly failure?: string;
}

/** The XML of a check that was made. */
export function checkJunit(result: CheckResult, name: string): string {
  const cases: readonly Case[] = [
    ...result.comparisons.map(({ b, identical }) => ({
      suite: b,
      name: "results are those of the baseline",
      ...(identical ? {} : { failure: checkHeadline(result) }),
    })),
    ...result.slos.map((slo) => ({
      suite: slo.after.topology,
      name: `objective ${objectiveName(slo.after)}`,
      ...(slo.broken ? { failure: sloSentence(slo) } : {}),
    })),
    ...result.budgets.map((budget) => ({
      suite: budget.topology,
      name: `budget ${objectiveName(budget)}`,
      ...(budget.passed ? {} : { failure: budgetSentence(budget) }),
    })),
  ];
  return render(name, cases, brokenSentences(result).length > 0 ? "broken" : "changed");
}

/** The XML of a check that could not be made: one test that is an error. */
export function errorJunit(name: string, message: string): string {
  const body = `    <testcase classname="${escapeXml(name)}" name="baseline">
      <error type="no-baseline" message="${escapeXml(message)}"/>
    </testcase>`;
  return document(name, { tests: 1, failures: 0, errors: 1 }, body);
}

function render(name: string, cases: readonly Case[], type: string): string {
  const body = cases.map(({ suite, name: test, failure }) => {
    const open = `    <testcase classname="${escapeXml(`${name}.${suite}`)}" name="${escapeXml(test)}"`;
    if (failure === undefined) return `${open}/>`;
    const element = `      <failure type="${type}" message="${escapeXml(failure)}"/>`;
    return `${open}>\n${element}\n    </testcase>`;
  });
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  return document(name, { tests: cases.length, failures, errors: 0 }, body.join("\n"));
}

function document(
  name: string,
  counts: { readonly tests: number; readonly failures: number; readonly errors: number },
  body: string,
): string {
  const { tests, failures, errors } = counts;
  const attributes = `tests="${tests}" failures="${failures}" errors="${errors}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="clustermesh-sim" ${attributes}>
  <testsuite name="${escapeXml(name)}" ${attributes}>
${body}
  </testsuite>
</testsuites>
`;
}

/** Characters that XML does not allow become question marks. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "?")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
