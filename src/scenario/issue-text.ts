/** The schema's findings in words: what was found, what is allowed, and the nearest spelling. */
import type { z } from "zod";
import { didYouMean } from "./nearest.js";

type Issue = z.core.$ZodIssue;

/** One finding may name several unknown keys; each becomes a message of its own. */
export function issueMessages(
  issue: Issue,
  found: unknown,
  knownKeys: readonly string[],
): readonly { readonly key?: string; readonly message: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      key,
      message: `unknown field${didYouMean(key, knownKeys) || allowed(knownKeys)}`,
    }));
  }
  return [{ message: describe(issue, found) }];
}

function allowed(keys: readonly string[]): string {
  return keys.length === 0 ? "" : `; allowed are ${keys.join(", ")}`;
}

function describe(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      if (found === undefined) return "is missing";
      if (issue.message.startsWith("must ")) return `${issue.message}, not ${shown(found)}`;
      return `must be ${typeName(issue.expected)}, not ${shown(found)}`;
    case "too_small":
      return `must be ${issue.inclusive === false ? "more than" : "at least"} ${limit(issue)}, not ${shown(found)}`;
    case "too_big":
      return `must be at most ${limit(issue)}, not ${shown(found)}`;
    case "invalid_value": {
      const values = issue.values.map(String);
      const near = typeof found === "string" ? didYouMean(found, values) : "";
      const isText = issue.values.every((value) => typeof value === "string");
      const quotes = isText && typeof found === "number" ? "; put it in quotes" : "";
      return `must be ${oneOf(values)}, not ${shown(found)}${quotes}${near}`;
    }
    default:
      return issue.message.startsWith("must ")
        ? `${issue.message}, not ${shown(found)}`
        : issue.message;
  }
}

function limit(issue: Issue & { code: "too_small" | "too_big" }): string {
  const value = issue.code === "too_small" ? issue.minimum : issue.maximum;
  if (issue.origin === "string") return `${value} characters long`;
  if (issue.origin === "array") return `${value} long`;
  return Number(value).toLocaleString("en-US");
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? "") : `one of ${values.join(", ")}`;
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    int: "a whole number",
    number: "a number",
    string: "text",
    boolean: "true or false",
    array: "a list",
    object: "a mapping of fields",
  };
  return names[expected] ?? expected;
}

/** What the user wrote, short and on one line. */
function shown(found: unknown): string {
  if (found === null) return "nothing";
  if (Array.isArray(found)) return "a list";
  if (typeof found === "object") return "a mapping of fields";
  if (typeof found === "number" || typeof found === "boolean") return String(found);
  if (typeof found !== "string") return typeof found;
  const line = found.replaceAll(/[^\x20-\x7e]/g, "?");
  return `"${line.length > 40 ? `${line.slice(0, 40)}...` : line}"`;
}
