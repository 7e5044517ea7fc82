/**
 * etcd's apply loop: one thread that applies committed entries one by one. Whatever needs the watch lock or the
 * backend's write lock (commits, catch-up passes, watcher registration) waits in the same line, because it blocks
 * this thread in the real server. The thread needs a core for each job.
 * Real behaviour: etcd-io/etcd v3.6.14 server/etcdserver/server.go `applyAll`, mvcc/watchable_store_txn.go `End`.
 */
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";

/** One piece of serial work. */
export interface ApplyJob {
  /** Takes the core when the job's turn comes and returns when it ends. */
  begin(): TimeNs;
  /** The work is done. */
  end(): void;
}

/** Work that is not simulated piece by piece, and takes the thread as well. */
export interface ApplyFlow {
  /** How long a job that came at `sinceNs`, and would begin now, waits for it. */
  holdApply(nowNs: TimeNs, sinceNs: TimeNs): TimeNs;
  /** A job has the thread until then. */
  takeApply(untilNs: TimeNs): void;
}

export class ApplyLoop {
  private static readonly events = recipientsOf<ApplyLoop>(
    "etcd apply",
    (recipients) => (place, life) => recipients.take(place)?.done(life),
  );
  /** What stands between the jobs. */
  flow: ApplyFlow | undefined;
  private readonly sim: Simulation;
  private queue: (ApplyJob | undefined)[] = [];
  /** When they came. */
  private queuedNs: TimeNs[] = [];
  private head = 0;
  private current: ApplyJob | undefined;
  private startedNs: TimeNs = 0;
  private finishedBusyNs = 0;
  private readonly events: Recipients<ApplyLoop>;
  /** Counts the lives of the process. */
  private life = 0;

  constructor(sim: Simulation) {
    this.sim = sim;
    this.events = ApplyLoop.events(sim);
  }

  /** Jobs that wait. */
  get backlog(): number {
    return this.queue.length - this.head;
  }

  /** Something runs or waits. */
  get isBusy(): boolean {
    return this.current !== undefined;
  }

  /** Time for which the loop was occupied, up to now. */
  busyNs(nowNs: TimeNs): number {
    return this.finishedBusyNs + (this.current === undefined ? 0 : nowNs - this.startedNs);
  }

  /** Counts time for which it was occupied by work that is not simulated piece by piece. */
  countBusy(ns: number): void {
    this.finishedBusyNs += ns;
  }

  submit(job: ApplyJob): void {
    if (this.current === undefined) {
      this.start(job, this.sim.nowNs);
      return;
    }
    this.queue.push(job);
    this.queuedNs.push(this.sim.nowNs);
  }

  /** The process ended: what waits and what runs is lost. */
  reset(): void {
    if (this.current !== undefined) this.finishedBusyNs += this.sim.nowNs - this.startedNs;
    this.current = undefined;
    this.queue = [];
    this.queuedNs = [];
    this.head = 0;
    this.life += 1;
  }

  /** Events of a dead process still come; they must not end a job of the new one. */
  private done(life: number): void {
    if (life === this.life) this.finish();
  }

  private start(job: ApplyJob, sinceNs: TimeNs): void {
    this.current = job;
    this.startedNs = this.sim.nowNs;
    const { flow } = this;
    const heldNs = flow === undefined ? 0 : flow.holdApply(this.startedNs, sinceNs);
    const untilNs = job.begin() + heldNs;
    flow?.takeApply(untilNs);
    this.events.postAt(untilNs, this, this.life);
  }

  private finish(): void {
    const job = this.current;
    this.finishedBusyNs += this.sim.nowNs - this.startedNs;
    this.current = undefined;
    const next = this.queue[this.head];
    if (next !== undefined) {
      const sinceNs = this.queuedNs[this.head] ?? this.sim.nowNs;
      this.queue[this.head] = undefined;
      this.head += 1;
      if (this.head > 1024 && this.head * 2 > this.queue.length) {
        this.queue = this.queue.slice(this.head);
        this.queuedNs = this.queuedNs.slice(this.head);
        this.head = 0;
      }
      this.start(next, sinceNs);
    } else if (this.head > 0) {
      this.queue = [];
      this.queuedNs = [];
      this.head = 0;
    }
    job?.end();
  }
}
