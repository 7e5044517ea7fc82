/**
 * A mistake in what the user gave us, as opposed to one of ours: every problem that was found, each with its place.
 */

export interface Problem {
  /** Where the input came from: a file name, `--set`, a preset. */
  readonly file: string;
  /** 1-based; absent when the input has no lines. */
  readonly line?: number;
  readonly column?: number;
  /** Place in the document, such as `spec.mesh.nodes`; may be empty. */
  readonly path: string;
  /** What was found, what is allowed, and the nearest spelling where that helps. */
  readonly message: string;
}

/** One error for all problems; its message has a line for each. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}

/** `scenario.yaml:8:3: spec.mesh.nodez: unknown field` */
export function formatProblem(problem: Problem): string {
  const { file, line, column, path, message } = problem;
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return [place, path, message].filter((part) => part !== "").join(": ");
}
