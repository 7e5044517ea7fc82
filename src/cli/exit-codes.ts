/**
 * What the exit code of the program says. Scripts rely on it: never give a code another meaning.
 */

/** Exit codes by name. */
export const EXIT = {
  ok: 0,
  failure: 1,
  badInput: 2,
  noBaseline: 3,
  changed: 4,
  sloFailed: 99,
  interrupted: 130,
  terminated: 143,
} as const;

/** The table that `--help` ends with. */
export const EXIT_CODE_HELP = [
  "Exit codes:",
  "    0  done",
  "    1  our failure: a limit was reached, or a mistake in the simulator",
  "    2  bad input: the command line, a scenario, or a place that cannot be written",
  "    3  no baseline, or one that cannot be compared",
  "    4  the results changed (check)",
  "   99  an objective (SLO) was missed or not shown to hold",
  "  130  stopped by Ctrl-C",
].join("\n");
