/**
 * Shows on stderr how far a run is: a bar on a terminal, a line every few seconds in a log, or nothing.
 * It only listens: what it is told never changes a result. Times shown are those of the user's clock.
 */
import type { MultiBar, SingleBar } from "cli-progress";
import type { Progress } from "../runner/simulate.js";
import type { TopologyName } from "../scenario/scenario.js";
import { say } from "./terminal.js";

/** What `--progress` takes. */
export const PROGRESS_MODES = ["auto", "bar", "lines", "none"] as const;
export type ProgressMode = (typeof PROGRESS_MODES)[number];

export interface ProgressView {
  readonly update: (progress: Progress) => void;
  /** Takes the bar away; to be called before anything else is printed. */
  readonly stop: () => void;
}

/** Time between two lines of one topology. */
const LINE_INTERVAL_MS = 5_000;
/** Steps of a bar; fractions are multiplied by it. */
const BAR_STEPS = 1000;
/** Below this share a guess of the time left is worth nothing. */
const MIN_FRACTION = 0.02;
const UNKNOWN = "?";

/** What `auto` means here: a bar on a terminal, lines in CI, else nothing. A bar needs a terminal. */
export function resolveProgressMode(mode: ProgressMode): Exclude<ProgressMode, "auto"> {
  const isTerminal = process.stderr.isTTY && process.env["TERM"] !== "dumb";
  const isCi = !["", "0", "false"].includes(process.env["CI"] ?? "");
  if (mode === "auto") return isCi ? "lines" : isTerminal ? "bar" : "none";
  return mode === "bar" && !isTerminal ? "lines" : mode;
}

/** Makes the view for a run of these topologies. */
export async function createProgress(
  mode: ProgressMode,
  topologies: readonly TopologyName[],
): Promise<ProgressView> {
  const resolved = resolveProgressMode(mode);
  if (resolved === "bar") return bars(topologies);
  if (resolved === "lines") return lines();
  return { update: () => undefined, stop: () => undefined };
}

async function bars(topologies: readonly TopologyName[]): Promise<ProgressView> {
  const { default: progressBars } = await import("cli-progress");
  const multi: MultiBar = new progressBars.MultiBar({
    stream: process.stderr,
    format: "{topology} {bar} {percentage} % | ETA {left} | {state}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    stopOnComplete: false,
    // Ctrl-C is handled by the command, which also cleans up.
    gracefulExit: false,
  });
  const startedMs = Date.now();
  const width = Math.max(...topologies.map((name) => name.length));
  const byTopology = new Map<TopologyName, SingleBar>();
  for (const name of topologies) {
    const topology = name.padEnd(width);
    byTopology.set(name, multi.create(BAR_STEPS, 0, { topology, left: UNKNOWN, state: "waiting" }));
  }
  const update = (progress: Progress): void => {
    const steps = Math.floor(progress.fraction * BAR_STEPS);
    const left = etaOf(progress, Date.now() - startedMs);
    byTopology.get(progress.topology)?.update(steps, { left, state: stateOf(progress) });
  };
  return { update, stop: () => multi.stop() };
}

function lines(): ProgressView {
  const startedMs = Date.now();
  const nextMs = new Map<TopologyName, number>();
  const update = (progress: Progress): void => {
    const nowMs = Date.now();
    if (nowMs < (nextMs.get(progress.topology) ?? startedMs + LINE_INTERVAL_MS)) return;
    nextMs.set(progress.topology, nowMs + LINE_INTERVAL_MS);
    const percent = Math.floor(progress.fraction * 100);
    const eta = etaOf(progress, nowMs - startedMs);
    say(`${progress.topology}: ${percent} %, ETA ${eta}, ${stateOf(progress)}`);
  };
  return { update, stop: () => undefined };
}

/** Time left if the rest goes as fast as the part so far. The library's own estimate starts with nonsense. */
function etaOf({ fraction }: Progress, elapsedMs: number): string {
  if (fraction < MIN_FRACTION) return UNKNOWN;
  const seconds = Math.round((elapsedMs * (1 - fraction)) / fraction / 1000);
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function stateOf({ phase, simulatedNs, events }: Progress): string {
  const count = events < 1e6 ? `${Math.round(events / 1e3)} k` : `${(events / 1e6).toFixed(1)} M`;
  return `${phase}, ${Math.round(simulatedNs / 1e9)} s simulated, ${count} events`;
}
