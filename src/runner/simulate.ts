/**
 * One run: one scenario, one topology, one seed, and the rows of its result. A mesh whose receiving clusters are
 * simulated apart from the sources takes several simulations (models/apart/mesh-share.ts); here one after the other,
 * in share-threads.ts side by side, with the same bytes.
 * Pure: no clock, no files, no printing. Progress is told to a callback that must not influence the run.
 */
import { receiversAreApart, shareCount } from "../../models/apart/mesh-share.js";
import {
  SourcesRecording,
  type RecordRoom,
  type SourcesRecord,
} from "../../models/apart/sources-record.js";
import type { MeasuredShare } from "../../models/probes/measured-share.js";
import type { MetricsRow, SummaryRow, Warning } from "../measure/documents.js";
import type { TimeNs } from "../engine/time.js";
import { NOT_MODELLED } from "./not-modelled.js";
import { ShareRun, type Progress, type RunCounts, type SimulateOptions } from "./share-run.js";
import { findWarnings } from "./warnings.js";

export { BootstrapTimeout } from "./share-run.js";
export type { PartialRun, Progress, SimulateOptions } from "./share-run.js";

export interface TopologyRun extends RunCounts {
  readonly rows: readonly SummaryRow[];
  readonly series: readonly MetricsRow[];
  readonly warnings: readonly Warning[];
  readonly notModelled: readonly string[];
}

/** What the receivers' share of a mesh comes to. Plain data. */
export interface ReceiversRun extends RunCounts {
  readonly measured: MeasuredShare;
}

/**
 * Runs one topology of a scenario.
 * @throws LimitReached when a limit of the scenario is hit, BootstrapTimeout when the mesh does not get in sync.
 */
export function simulate(options: SimulateOptions): TopologyRun {
  if (!receiversAreApart(options.scenario, options.topology)) {
    const run = new ShareRun(options, { holds: "whole" });
    run.run();
    return resultOf(options, run, []);
  }
  const sources = new SourcesRun(options);
  const { run, shares, recording: record } = sources;
  const tell = shareProgress(options, sources);
  sources.finish();
  const others: ReceiversRun[] = [];
  for (let place = 0; place < shares; place += 1) {
    const onProgress = (progress: Progress): void => tell(place, progress);
    others.push(simulateReceivers({ ...options, onProgress }, { place, record }));
  }
  return resultOf(options, run, others);
}

/** The sources of a large mesh take about as long as so many shares of receivers. */
const SOURCES_AS_SHARES = 2;

/** Tells how far the receivers of a mesh are, after its sources; what can be shown meanwhile is what these measured. */
export function shareProgress(
  { onProgress }: SimulateOptions,
  { run, shares }: { readonly run: ShareRun; readonly shares: number },
): (place: number, progress: Progress) => void {
  const fractions = new Array<number>(shares).fill(0);
  return (place, progress) => {
    // A share that begins anew is not behind what was told of it.
    fractions[place] = Math.max(fractions[place] ?? 0, progress.fraction);
    const done = fractions.reduce((sum, fraction) => sum + fraction, SOURCES_AS_SHARES);
    const fraction = done / (SOURCES_AS_SHARES + shares);
    onProgress?.({ ...progress, fraction }, () => run.result());
  };
}

/** The first part of a mesh in shares: the sources, and what their readers were told. */
export class SourcesRun {
  readonly recording: SourcesRecording;
  readonly run: ShareRun;
  /** How many shares of receivers there are. */
  readonly shares: number;

  /**
   * @param room where the record lies; default: in memory of this thread.
   * @param onRecorded told up to when the record can be read, while it grows.
   */
  constructor(
    options: SimulateOptions,
    { room, onRecorded }: { readonly room?: RecordRoom; readonly onRecorded?: RecordListener } = {},
  ) {
    const recording = (this.recording = new SourcesRecording(room));
    const onProgress: SimulateOptions["onProgress"] = (progress, look) => {
      const untilNs = recording.advance(progress.simulatedNs);
      onRecorded?.(untilNs);
      const fraction = (progress.fraction * SOURCES_AS_SHARES) / (SOURCES_AS_SHARES + this.shares);
      options.onProgress?.({ ...progress, fraction }, look);
    };
    this.run = new ShareRun({ ...options, onProgress }, { holds: "sources", recording });
    this.shares = shareCount(this.run.receiversElsewhere);
  }

  /** To the end; the record is complete then. */
  finish(): void {
    this.run.run();
    this.recording.finish(this.run.sources);
  }
}

/** Told up to when a record can be read. */
export type RecordListener = (untilNs: TimeNs) => void;

/** One share of the receivers. */
export function simulateReceivers(
  options: SimulateOptions,
  { place, record }: { readonly place: number; readonly record: SourcesRecord },
): ReceiversRun {
  const run = new ShareRun(options, { holds: "receivers", place, record });
  run.run();
  return { measured: run.measured(), ...run.counts };
}

/** The result of a run, with those of all shares in their order. */
export function resultOf(
  options: SimulateOptions,
  run: ShareRun,
  others: readonly ReceiversRun[],
): TopologyRun {
  const { scenario, topology } = options;
  const counts = countsOf(run, others);
  const notModelled = NOT_MODELLED;
  if (options.record === false) {
    return { rows: [], series: [], warnings: [], notModelled, ...counts };
  }
  for (const { measured } of others) run.take(measured);
  const { rows, series } = run.result();
  const warnings = findWarnings({ scenario, topology, rows });
  return { rows, series, warnings, notModelled, ...counts };
}

function countsOf(run: ShareRun, others: readonly ReceiversRun[]): RunCounts {
  const { transitions, events, simulatedNs } = run.counts;
  if (others.length === 0) return { transitions, events, simulatedNs };
  const all = { ...transitions };
  let sum = events;
  for (const other of others) {
    sum += other.events;
    for (const [name, count] of Object.entries(other.transitions)) {
      all[name] = (all[name] ?? 0) + count;
    }
  }
  return { transitions: all, events: sum, simulatedNs };
}
