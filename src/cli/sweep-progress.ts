/**
 * Shows on stderr how far a sweep is: one bar on a terminal, a line every few seconds in a log, or nothing. The time left
 * is what the runs still wanted are expected to take, corrected by how long the finished ones took.
 */
import { runCost } from "../runner/run-cost.js";
import type { SweepProgress } from "../study/sweep/run.js";
import { resolveProgressMode, type ProgressMode } from "./progress.js";
import { say } from "./terminal.js";

export interface SweepProgressView {
  readonly update: (progress: SweepProgress) => void;
  /** Takes the bar away; to be called before anything else is printed. */
  readonly stop: () => void;
}

const LINE_INTERVAL_MS = 5_000;

/** Makes the view. `jobs` is how many runs go side by side. */
export async function createSweepProgress(
  mode: ProgressMode,
  jobs: number,
): Promise<SweepProgressView> {
  const resolved = resolveProgressMode(mode);
  if (resolved === "none") return { update: () => undefined, stop: () => undefined };
  const eta = new TimeLeft(jobs);
  if (resolved === "lines") {
    let nextMs = Date.now() + LINE_INTERVAL_MS;
    const update = (progress: SweepProgress): void => {
      eta.add(progress);
      if (Date.now() < nextMs) return;
      nextMs = Date.now() + LINE_INTERVAL_MS;
      say(
        `${progress.done} of ${progress.total} runs, ${progress.failed} failed, ETA ${eta.text(progress)}`,
      );
    };
    return { update, stop: () => undefined };
  }
  const { default: progressBars } = await import("cli-progress");
  const bar = new progressBars.SingleBar({
    stream: process.stderr,
    format: "{bar} {value} of {total} runs, {failed} failed | ETA {left}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    stopOnComplete: false,
    gracefulExit: false,
  });
  bar.start(1, 0, { failed: 0, left: "?" });
  const update = (progress: SweepProgress): void => {
    eta.add(progress);
    bar.setTotal(progress.total);
    bar.update(progress.done, { failed: progress.failed, left: eta.text(progress) });
  };
  return { update, stop: () => bar.stop() };
}

/** Expected time of the runs that are left. */
class TimeLeft {
  private readonly jobs: number;
  private expected = 0;
  private taken = 0;

  constructor(jobs: number) {
    this.jobs = jobs;
  }

  add({ last }: SweepProgress): void {
    if (last === undefined) return;
    this.expected += runCost(last.point.scenario).seconds;
    this.taken += last.wallSeconds;
  }

  text({ left }: SweepProgress): string {
    if (this.expected === 0) return "?";
    const expected = left.reduce(
      (sum, { point, runs }) => sum + runs * runCost(point.scenario).seconds,
      0,
    );
    const seconds = Math.round((expected * this.taken) / this.expected / this.jobs);
    return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  }
}
