/**
 * A check as annotations of GitHub Actions: lines such as `::error title=...::message` that its log turns into marks on
 * the run. Real behaviour: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import { brokenSentences, checkHeadline } from "./check-text.js";
import type { CheckResult } from "./check.js";

type Level = "notice" | "warning" | "error";

/** The annotations of a check, a line each. */
export function checkAnnotations(result: CheckResult, name: string): readonly string[] {
  const level = { identical: "notice", changed: "warning", broken: "error" } as const;
  const title = `check ${name}`;
  return [
    annotation(level[result.verdict], title, checkHeadline(result)),
    ...brokenSentences(result).map((sentence) => annotation("error", title, sentence)),
  ];
}

/** One annotation, with everything escaped that would end it early. */
export function annotation(level: Level, title: string, message: string): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
