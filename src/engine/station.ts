/**
 * A station: one or more equal servers and one line, first come, first served. The queueing noun
 * that the theory tests hold against M/M/1, M/D/1 and M/M/c.
 * Not modelled: priorities, sharing of a server, jobs that give up.
 */
import { assert } from "./assert.js";
import type { Simulation } from "./simulation.js";
import type { TimeNs } from "./time.js";

interface Job {
  readonly serviceNs: TimeNs;
  readonly done: () => void;
}

/** Something with a capacity that work waits for. */
export class Station {
  private readonly sim: Simulation;
  private readonly servers: number;
  private readonly queueLimit: number;
  private readonly label: string;
  private waiting: Job[] = [];
  private head = 0;
  private inService = 0;
  private busyTotalNs = 0;
  private updatedNs: TimeNs = 0;

  constructor(
    sim: Simulation,
    options: { readonly servers: number; readonly queueLimit?: number; readonly label: string },
  ) {
    assert(options.servers >= 1, "a station has at least one server");
    this.sim = sim;
    this.servers = options.servers;
    this.queueLimit = options.queueLimit ?? Infinity;
    this.label = options.label;
  }

  /** Jobs that wait. */
  get queueLength(): number {
    return this.waiting.length - this.head;
  }

  /** Servers at work. */
  get busy(): number {
    return this.inService;
  }

  /** Server time used up to now: divided by time and servers, the utilisation. */
  busyNs(nowNs: TimeNs): number {
    return this.busyTotalNs + this.inService * (nowNs - this.updatedNs);
  }

  /**
   * Brings a job; `done` is called when it was served, after the next one took its server.
   * @throws Error when the line is at its limit.
   */
  submit(serviceNs: TimeNs, done: () => void): void {
    if (this.inService < this.servers) {
      this.serve({ serviceNs, done });
      return;
    }
    assert(
      this.queueLength < this.queueLimit,
      `the line of "${this.label}" stays within its limit`,
    );
    this.waiting.push({ serviceNs, done });
  }

  private serve(job: Job): void {
    this.change(1);
    this.sim.schedule(
      job.serviceNs,
      () => {
        this.change(-1);
        this.serveNext();
        job.done();
      },
      this.label,
    );
  }

  private serveNext(): void {
    const next = this.waiting[this.head];
    if (next === undefined) return;
    this.head += 1;
    if (this.head > 1024 && this.head * 2 > this.waiting.length) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
    this.serve(next);
  }

  private change(by: number): void {
    const now = this.sim.nowNs;
    this.busyTotalNs += this.inService * (now - this.updatedNs);
    this.updatedNs = now;
    this.inService += by;
  }
}
