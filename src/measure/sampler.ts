/**
 * Reads a list of figures once per simulated second: counters as rates, gauges as they are. It keeps what a summary
 * needs (sum, mean, highest second of the measured window) for every figure, and a series over time, of bounded
 * length, for those that ask for one.
 */
import type { Simulation } from "../engine/simulation.js";
import { NS_PER_SECOND, nsToSeconds, type TimeNs } from "../engine/time.js";
import type { Reading, ReadingGroup } from "./reading.js";

/** A reading over the measured window. */
export interface WindowResult {
  readonly reading: Reading;
  /** Counter: growth in the window. Gauge: not meaningful. */
  readonly sum: number;
  /** Counter: sum per second. Gauge: mean of the samples. */
  readonly mean: number;
  /** Highest rate of one second, or highest sample. */
  readonly max: number;
}

export interface SeriesPoint {
  readonly tSeconds: number;
  readonly value: number;
}

/** Longest series; beyond, two neighbours become one. */
const MAX_POINTS = 480;

/** What is kept of all readings, by index: a large mesh has tens of thousands. */
interface Columns {
  /** Value now, while a sample is taken. */
  readonly now: Float64Array;
  /** Value at the last sample, and when the window opened. */
  readonly last: Float64Array;
  readonly base: Float64Array;
  /** Sum and highest of the window's samples. */
  readonly total: Float64Array;
  readonly max: Float64Array;
  /** 1 for a counter. */
  readonly grows: Uint8Array;
  /** Samples over time, of the readings that are kept so. */
  points: (number[] | undefined)[];
}

export class Sampler {
  readonly readings: readonly Reading[];
  private readonly sim: Simulation;
  private readonly groups: readonly ReadingGroup[];
  private readonly columns: Columns;
  /** Samples of the window. */
  private samples = 0;
  private times: number[] = [];
  private done: { times: number[]; points: (number[] | undefined)[] }[] = [];
  private strideSeconds = 1;
  private lastNs: TimeNs = 0;
  private windowOpen = false;
  private windowFromNs: TimeNs = 0;
  private stopped = false;

  constructor(sim: Simulation, groups: readonly ReadingGroup[]) {
    this.sim = sim;
    this.groups = groups;
    const readings = groups.flatMap((group) => group.readings);
    this.readings = readings;
    const column = () => new Float64Array(readings.length);
    this.columns = {
      now: column(),
      last: column(),
      base: column(),
      total: column(),
      max: column(),
      grows: Uint8Array.from(readings, ({ kind }) => (kind === "counter" ? 1 : 0)),
      points: this.noPoints(),
    };
  }

  start(): void {
    this.sim.schedule(this.strideSeconds * NS_PER_SECOND, () => this.tick(), "sample");
  }

  stop(): void {
    this.stopped = true;
  }

  /** Begins a new part of the series, again with one point per second. */
  newPart(): void {
    this.done.push({ times: this.times, points: this.columns.points });
    this.times = [];
    this.columns.points = this.noPoints();
    this.strideSeconds = 1;
  }

  openWindow(): void {
    this.read();
    this.windowOpen = true;
    this.windowFromNs = this.sim.nowNs;
    this.samples = 0;
    const { now, base, total, max, grows } = this.columns;
    base.set(now);
    total.fill(0);
    // A gauge has a value from the start; a rate has one only after a second.
    for (let index = 0; index < now.length; index += 1) {
      max[index] = grows[index] === 1 ? 0 : (now[index] ?? 0);
    }
  }

  /** Closes the window and returns every figure over it. */
  closeWindow(): readonly WindowResult[] {
    this.read();
    this.windowOpen = false;
    const seconds = nsToSeconds(this.sim.nowNs - this.windowFromNs);
    return this.readings.map((reading, index) => {
      const { columns, samples } = this;
      const now = columns.now[index] ?? 0;
      const sum = now - (columns.base[index] ?? 0);
      const highest = columns.max[index] ?? 0;
      const mean =
        reading.kind === "counter"
          ? sum / seconds
          : ((columns.total[index] ?? 0) + now) / Math.max(1, samples + 1);
      const max = Math.max(highest, reading.kind === "counter" ? mean : now);
      return { reading, sum, mean, max };
    });
  }

  /** The series of one reading, over the whole run. */
  series(index: number): readonly SeriesPoint[] {
    const parts = [
      ...this.done.map((part) => ({ times: part.times, points: part.points[index] ?? [] })),
      { times: this.times, points: this.columns.points[index] ?? [] },
    ];
    return parts.flatMap(({ times, points }) =>
      times.map((tSeconds, i) => ({ tSeconds, value: points[i] ?? 0 })),
    );
  }

  private tick(): void {
    if (this.stopped) return;
    this.read();
    const { nowNs } = this.sim;
    const seconds = nsToSeconds(nowNs - this.lastNs);
    this.lastNs = nowNs;
    this.times.push(nsToSeconds(nowNs));
    this.note(seconds);
    if (this.windowOpen) this.samples += 1;
    if (this.times.length > MAX_POINTS) this.halve();
    this.sim.schedule(this.strideSeconds * NS_PER_SECOND, () => this.tick(), "sample");
  }

  /** Fills the column of present values. */
  private read(): void {
    const { now } = this.columns;
    let from = 0;
    for (const { readings, read } of this.groups) {
      read(now, from);
      from += readings.length;
    }
  }

  /** Keeps the present values as a sample, so long after the one before. */
  private note(seconds: number): void {
    const { windowOpen } = this;
    const { now, last, total, max, grows, points } = this.columns;
    for (let index = 0; index < now.length; index += 1) {
      const value = now[index] ?? 0;
      const figure = grows[index] === 1 ? (value - (last[index] ?? 0)) / seconds : value;
      if (windowOpen) {
        total[index] = (total[index] ?? 0) + figure;
        if (figure > (max[index] ?? 0)) max[index] = figure;
      }
      points[index]?.push(figure);
    }
    last.set(now);
  }

  /** Joins neighbours, and samples half as often from now on. */
  private halve(): void {
    this.strideSeconds *= 2;
    this.times = this.times.filter((_, index) => index % 2 === 1);
    this.columns.points = this.columns.points.map((points) => {
      if (points === undefined) return undefined;
      const joined: number[] = [];
      for (let i = 1; i < points.length; i += 2) {
        joined.push(((points[i - 1] ?? 0) + (points[i] ?? 0)) / 2);
      }
      return joined;
    });
  }

  /** A list for each reading that is kept over time. */
  private noPoints(): (number[] | undefined)[] {
    return this.readings.map(({ series }) => (series ? [] : undefined));
  }
}
