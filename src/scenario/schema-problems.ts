/**
 * What a schema found wrong with a document, each finding with its place in the user's text.
 * Not here: the words (issue-text.ts).
 */
import type { z } from "zod";
import { issueMessages } from "./issue-text.js";
import type { Step } from "./layers.js";
import type { Problem } from "./user-error.js";

/** Makes a problem of a message about a path; `key` is the name of a field at the path, if it is about one. */
export type Complain = (path: readonly Step[], message: string, key?: string) => Problem;

/** @param document.knownKeys names of the fields that are allowed at a path. */
export function schemaProblems(
  issues: readonly z.core.$ZodIssue[],
  document: {
    readonly value: unknown;
    readonly knownKeys: (path: readonly Step[]) => readonly string[];
    readonly complain: Complain;
  },
): readonly Problem[] {
  const { value, knownKeys, complain } = document;
  return issues.flatMap((issue) => {
    const path = issue.path.filter((step): step is Step => typeof step !== "symbol");
    return issueMessages(issue, valueAt(value, path), knownKeys(path)).map(({ key, message }) =>
      complain(path, message, key),
    );
  });
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<Step, unknown>)[step];
  }
  return at;
}
