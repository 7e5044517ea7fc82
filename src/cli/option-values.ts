/**
 * Options whose text must have a certain form. yargs checks choices; what it cannot check is checked here.
 */
import { UsageError } from "./usage-error.js";

/** The most worker threads one may ask for: far more than there are topologies. */
const MAX_JOBS = 64;
/** A campaign adds the number of the run, and the result is a seed again. */
const LONGEST_FUZZ_SEED = 48;

/**
 * The seed of a run: any short word. It stays text (007 is not 7), and names the default output directory, so it
 * holds no character that is special in a path.
 * @throws UsageError
 */
export function parseSeed(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return text;
  const rule = "1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit";
  throw new UsageError(`--seed should be ${rule}, found ${JSON.stringify(text)}`);
}

/** A whole number of jobs, or undefined when not given. @throws UsageError */
export function parseJobs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = Number(text);
  if (/^[0-9]+$/.test(text) && jobs >= 1 && jobs <= MAX_JOBS) return jobs;
  throw new UsageError(`--jobs should be a whole number from 1 to ${MAX_JOBS}, found "${text}"`);
}

/** The seed of a fuzz campaign. @throws UsageError */
export function parseFuzzSeed(text: string): string {
  const seed = parseSeed(text);
  if (seed.length <= LONGEST_FUZZ_SEED) return seed;
  throw new UsageError(`--seed of fuzz should be at most ${LONGEST_FUZZ_SEED} characters long`);
}

/** A whole number in a range, or undefined when not given. @throws UsageError */
export function parseWhole(
  option: string,
  text: string | undefined,
  low: number,
  high: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value >= low && value <= high) return value;
  throw new UsageError(
    `${option} should be a whole number from ${low} to ${high}, found "${text}"`,
  );
}

/** Minutes, also parts of one, or undefined when not given. @throws UsageError */
export function parseMinutes(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const minutes = Number(text);
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && minutes > 0 && minutes <= 10_000) return minutes;
  throw new UsageError(`--minutes should be a number above 0, at most 10000, found "${text}"`);
}
