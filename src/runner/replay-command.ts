/**
 * The command that repeats a run, as a user types it in a fresh clone: `npm start -- ...`, since that installs and
 * builds whatever is missing. It repeats the same bytes only with the same version of the program.
 */

/** The command for the given words; each is quoted for a POSIX shell where it needs to be. */
export function replayCommand(args: readonly string[], seed: string): string {
  return ["npm start --", ...args.map(quoteWord), "--seed", quoteWord(seed)].join(" ");
}

/** A command of the program for a shell in the project's folder. */
export function shellCommand(args: readonly string[]): string {
  return ["./clustermesh-sim", ...args.map(quoteWord)].join(" ");
}

function quoteWord(word: string): string {
  if (/^[A-Za-z0-9_./:=,@%+-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
