/**
 * Reads a list of figures once per simulated second: counters as rates, gauges as they are. It keeps what a summary
 * needs (sum, mean, highest second of the measured window) for every figure, and a series over time, of bounded
 * length, for those that ask for one.
 */
import type { Simulation } from "../engine/simulation.js";
import { NS_PER_SECOND, nsToSeconds, type TimeNs } from "../engine/time.js";
import type { Labels, Unit } from "./documents.js";

/** One figure to read. A `counter` only grows; its rate per second is what is charted. */
export interface Reading {
  readonly metric: string;
  readonly labels: Labels;
  /** Unit of the summary's figures: of the rate for a counter, of the value for a gauge. */
  readonly unit: Unit;
  readonly kind: "counter" | "gauge";
  readonly read: () => number;
  /** Keep it over time. */
  readonly series: boolean;
}

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

interface State {
  last: number;
  base: number;
  total: number;
  samples: number;
  max: number;
  points: number[];
}

export class Sampler {
  private readonly sim: Simulation;
  private readonly readings: readonly Reading[];
  private readonly before: () => void;
  private readonly states: State[];
  private times: number[] = [];
  private done: { times: number[]; points: number[][] }[] = [];
  private strideSeconds = 1;
  private lastNs: TimeNs = 0;
  private windowOpen = false;
  private windowFromNs: TimeNs = 0;
  private stopped = false;

  /** @param before is called before each sample, so that lazily kept figures can be brought up to now. */
  constructor(sim: Simulation, readings: readonly Reading[], before: () => void) {
    this.sim = sim;
    this.readings = readings;
    this.before = before;
    this.states = readings.map(() => ({
      last: 0,
      base: 0,
      total: 0,
      samples: 0,
      max: 0,
      points: [],
    }));
  }

  start(): void {
    this.sim.schedule(this.strideSeconds * NS_PER_SECOND, () => this.tick(), "sample");
  }

  stop(): void {
    this.stopped = true;
  }

  /** Begins a new part of the series, again with one point per second. */
  newPart(): void {
    this.done.push({ times: this.times, points: this.states.map((state) => state.points) });
    this.times = [];
    for (const state of this.states) state.points = [];
    this.strideSeconds = 1;
  }

  openWindow(): void {
    this.before();
    this.windowOpen = true;
    this.windowFromNs = this.sim.nowNs;
    for (const [index, state] of this.states.entries()) {
      const reading = this.readings[index];
      state.base = reading?.read() ?? 0;
      state.total = 0;
      state.samples = 0;
      // A gauge has a value from the start; a rate has one only after a second.
      state.max = reading?.kind === "gauge" ? state.base : 0;
    }
  }

  /** Closes the window and returns every figure over it. */
  closeWindow(): readonly WindowResult[] {
    this.before();
    this.windowOpen = false;
    const seconds = nsToSeconds(this.sim.nowNs - this.windowFromNs);
    return this.readings.map((reading, index) => {
      const state = this.states[index];
      if (state === undefined) return { reading, sum: 0, mean: 0, max: 0 };
      const now = reading.read();
      const sum = now - state.base;
      const mean =
        reading.kind === "counter"
          ? sum / seconds
          : (state.total + now) / Math.max(1, state.samples + 1);
      const max = reading.kind === "counter" ? Math.max(state.max, mean) : Math.max(state.max, now);
      return { reading, sum, mean, max };
    });
  }

  /** The series of one reading, over the whole run. */
  series(index: number): readonly SeriesPoint[] {
    const parts = [
      ...this.done.map((part) => ({ times: part.times, points: part.points[index] ?? [] })),
      { times: this.times, points: this.states[index]?.points ?? [] },
    ];
    return parts.flatMap(({ times, points }) =>
      times.map((tSeconds, i) => ({ tSeconds, value: points[i] ?? 0 })),
    );
  }

  private tick(): void {
    if (this.stopped) return;
    this.before();
    const now = this.sim.nowNs;
    const seconds = nsToSeconds(now - this.lastNs);
    this.lastNs = now;
    this.times.push(nsToSeconds(now));
    for (const [index, reading] of this.readings.entries()) {
      const state = this.states[index];
      if (state === undefined) continue;
      const value = reading.read();
      const figure = reading.kind === "counter" ? (value - state.last) / seconds : value;
      state.last = value;
      if (this.windowOpen) {
        state.total += figure;
        state.samples += 1;
        state.max = Math.max(state.max, figure);
      }
      if (reading.series) state.points.push(figure);
    }
    if (this.times.length > MAX_POINTS) this.halve();
    this.sim.schedule(this.strideSeconds * NS_PER_SECOND, () => this.tick(), "sample");
  }

  /** Joins neighbours, and samples half as often from now on. */
  private halve(): void {
    this.strideSeconds *= 2;
    this.times = this.times.filter((_, index) => index % 2 === 1);
    for (const state of this.states) {
      const joined: number[] = [];
      for (let i = 1; i < state.points.length; i += 2) {
        joined.push(((state.points[i - 1] ?? 0) + (state.points[i] ?? 0)) / 2);
      }
      state.points = joined;
    }
  }
}
