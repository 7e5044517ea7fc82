/**
 * Finds the largest value for which something holds, when it holds for every smaller one. Each look costs runs, so it
 * looks little: doubling first, then secants between the last good and the first bad value, in logarithms. Looks are
 * noisy, so both ends are confirmed with all seeds before they count. Pure: what a look is, the caller says.
 */
import type { Verdict } from "../measure/slos.js";

/** What one look says: the verdict, and how near to its limit the nearest objective is (1 = at it). */
export interface Look {
  readonly passed: Verdict;
  readonly load: number;
}

export interface SearchOptions<L extends Look> {
  /** Where to begin, e.g. today's value. */
  readonly start: number;
  /** The search stays in [low, high]. */
  readonly low: number;
  readonly high: number;
  /** Only whole numbers. */
  readonly whole: boolean;
  /** Ends when bad/good is at most 1 + this. */
  readonly tolerance: number;
  /** Looks at a value. `sure` asks for all seeds, else one is enough. */
  readonly look: (value: number, sure: boolean) => Promise<L>;
}

export interface SearchResult<L extends Look> {
  /** The largest value that surely holds; absent when not even `low` does. */
  readonly good?: { readonly value: number; readonly look: L };
  /** The smallest value seen that does not surely hold; absent when `high` holds. */
  readonly bad?: { readonly value: number; readonly look: L };
}

/** Looks after which a search gives up: far more than it needs, so only a broken `look` gets here. */
const MOST_LOOKS = 100;
/** A secant's guess is kept this far, as a share of the gap, from both ends. */
const INTERIOR = 0.15;

interface Seen<L> {
  readonly value: number;
  readonly look: L;
  readonly sure: boolean;
}

/** Searches. @throws Error when the looks contradict each other for ever. */
export async function searchLargest<L extends Look>(
  options: SearchOptions<L>,
): Promise<SearchResult<L>> {
  const seen = new Map<number, Seen<L>>();
  let looks = 0;
  const see = async (value: number, sure: boolean): Promise<Seen<L>> => {
    const known = seen.get(value);
    if (known !== undefined && (known.sure || !sure)) return known;
    looks += 1;
    if (looks > MOST_LOOKS) throw new Error(`a search should end within ${MOST_LOOKS} looks`);
    let one = { value, look: await options.look(value, sure), sure };
    if (one.look.passed === "inconclusive" && !sure) {
      one = { value, look: await options.look(value, true), sure: true };
    }
    seen.set(value, one);
    return one;
  };
  let next = clamp(options, options.start);
  for (;;) {
    await see(next, false);
    const [good, bad] = bracket(seen);
    const between = nextBetween(options, good, bad);
    if (between !== undefined) {
      next = between;
      continue;
    }
    // The two ends are near enough: now they must stand with all seeds, the good one first.
    const doubtful = [good, bad].find((end) => end !== undefined && !end.sure);
    if (doubtful === undefined) return { ...part("good", good), ...part("bad", bad) };
    await see(doubtful.value, true);
    next = doubtful.value;
  }
}

/** The largest good value below every bad one, and the smallest bad one. Sure looks outweigh quick ones by replacing them. */
function bracket<L extends Look>(
  seen: ReadonlyMap<number, Seen<L>>,
): readonly [Seen<L> | undefined, Seen<L> | undefined] {
  const all = [...seen.values()].sort((a, b) => a.value - b.value);
  const bad = all.find(({ look }) => look.passed !== true);
  const good = all.findLast(
    ({ value, look }) => look.passed === true && (bad === undefined || value < bad.value),
  );
  return [good, bad];
}

function nextBetween<L extends Look>(
  options: SearchOptions<L>,
  good: Seen<L> | undefined,
  bad: Seen<L> | undefined,
): number | undefined {
  const { low, high, tolerance, whole } = options;
  if (good === undefined && bad === undefined) return clamp(options, options.start);
  if (bad === undefined) {
    const value = good?.value ?? low;
    return value >= high ? undefined : clamp(options, value * 2);
  }
  if (good === undefined) return bad.value <= low ? undefined : clamp(options, bad.value / 2);
  const gap = bad.value / good.value;
  if (gap <= 1 + tolerance || (whole && bad.value - good.value <= 1)) return undefined;
  const guess = round(options, good.value * gap ** secant(good.look.load, bad.look.load));
  if (guess > good.value && guess < bad.value) return guess;
  const middle = round(options, Math.sqrt(good.value * bad.value));
  return middle > good.value && middle < bad.value ? middle : undefined;
}

/** Where between the ends the load is 1, if it grew as a power. The middle when the loads do not tell. */
function secant(good: number, bad: number): number {
  if (!(good > 0 && good < 1 && bad > 1 && Number.isFinite(bad))) return 0.5;
  const share = Math.log(1 / good) / Math.log(bad / good);
  return Math.min(1 - INTERIOR, Math.max(INTERIOR, share));
}

function clamp<L extends Look>(options: SearchOptions<L>, value: number): number {
  return Math.min(options.high, Math.max(options.low, round(options, value)));
}

function round<L extends Look>({ whole }: SearchOptions<L>, value: number): number {
  return whole ? Math.round(value) : Number(value.toPrecision(3));
}

function part<L>(name: "good" | "bad", seen: Seen<L> | undefined) {
  return seen === undefined ? {} : { [name]: { value: seen.value, look: seen.look } };
}
