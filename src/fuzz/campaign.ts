/**
 * A fuzz campaign: runs the cases of a seed until one fails, all are done, or time is over. Cases start in the order
 * of their numbers, and a failure counts only when every case before it held, so that the outcome is the same however
 * many run at a time.
 * Not here: making a failing case smaller (shrink.ts), files (failure-file.ts), the clock.
 */
import type { CasePool } from "./case-pool.js";
import { Coverage, type CoverageSummary } from "./coverage.js";
import { randomScenario } from "./random-scenario.js";
import type { CaseOutcome, Finding } from "./run-case.js";

export interface CampaignOptions {
  /** Root of the seeds of its cases. */
  readonly seed: string;
  /** Cases at most; Infinity with a time limit. */
  readonly runs: number;
  readonly pool: CasePool;
  /** Names of all transitions that may be taken. */
  readonly transitions: readonly string[];
  /** Go on after a failure. */
  readonly keepGoing?: boolean;
  /** Asked before each case: true ends the campaign. A clock makes the number of cases depend on the machine. */
  readonly isOver?: () => boolean;
  readonly onProgress?: (progress: CampaignProgress) => void;
}

export interface CampaignProgress {
  /** Cases that are done and count. */
  readonly done: number;
  readonly failures: number;
  /** What they reached; to be called only when it is shown. */
  readonly coverage: () => CoverageSummary;
}

/** A case that failed. */
export interface Failure {
  /** Number of the case, from 0. */
  readonly index: number;
  /** Seed of the case: it draws the scenario and runs it. */
  readonly seed: string;
  readonly finding: Finding;
}

export interface CampaignResult {
  /** Cases that count: up to the first failure, or all. */
  readonly runs: number;
  /** In the order of their numbers. */
  readonly failures: readonly Failure[];
  readonly coverage: CoverageSummary;
}

/** The seed of one case of a campaign. */
export function caseSeed(seed: string, index: number): string {
  return `${seed}-${index}`;
}

/** Runs a campaign. @throws UserError when a case cannot be run at all. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, pool, keepGoing = false } = options;
  const tally = new Tally(options);
  let next = 0;
  let stopped = false;
  const takeTurns = async (): Promise<void> => {
    while (!stopped && next < options.runs && !tally.isClosed && options.isOver?.() !== true) {
      const index = next;
      next += 1;
      const outcome = await pool.run({ seed: caseSeed(seed, index) });
      // Those that run now have lower numbers or do not count: all of them may end as they are.
      if (outcome.finding !== undefined && !keepGoing) stopped = true;
      tally.add(index, outcome);
    }
  };
  await Promise.all(Array.from({ length: pool.width }, takeTurns));
  return tally.result();
}

/** Takes outcomes as they come and counts them in the order of their numbers. */
class Tally {
  /** True once a failure counted that ends the campaign. */
  isClosed = false;
  private readonly options: CampaignOptions;
  private readonly coverage: Coverage;
  private readonly early = new Map<number, CaseOutcome>();
  private readonly failures: Failure[] = [];
  private done = 0;

  constructor(options: CampaignOptions) {
    this.options = options;
    this.coverage = new Coverage(options.transitions);
  }

  add(index: number, outcome: CaseOutcome): void {
    this.early.set(index, outcome);
    for (let one = this.take(); one !== undefined && !this.isClosed; one = this.take()) {
      this.count(one);
    }
    this.options.onProgress?.({
      done: this.done,
      failures: this.failures.length,
      coverage: () => this.coverage.summary(),
    });
  }

  result(): CampaignResult {
    return { runs: this.done, failures: this.failures, coverage: this.coverage.summary() };
  }

  private take(): CaseOutcome | undefined {
    if (this.isClosed) return undefined;
    const outcome = this.early.get(this.done);
    this.early.delete(this.done);
    return outcome;
  }

  private count(outcome: CaseOutcome): void {
    const index = this.done;
    const seed = caseSeed(this.options.seed, index);
    this.coverage.add(randomScenario(seed).features, outcome);
    this.done += 1;
    if (outcome.finding === undefined) return;
    this.failures.push({ index, seed, finding: outcome.finding });
    this.isClosed = this.options.keepGoing !== true;
  }
}
