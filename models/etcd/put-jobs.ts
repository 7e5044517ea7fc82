/**
 * Puts on their way through a member: handled, then synced to the WAL, then applied. One object each, used again when it
 * was applied: an etcd with mirrors has millions of puts.
 * What a put costs and does is the member's.
 */
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { ApplyJob } from "./apply-loop.js";
import type { PutRequest } from "./requests.js";

interface PutStages {
  /** The handler is done. */
  readonly propose: (job: ApplyJob) => void;
  /** Its turn in the apply loop begins; returns when it ends. */
  readonly begin: (request: PutRequest) => TimeNs;
  readonly end: (request: PutRequest) => void;
}

class PutJob implements ApplyJob {
  static readonly events = recipientsOf<PutJob>(
    "etcd put",
    (recipients) => (place) => recipients.take(place)?.handled(),
  );
  request: PutRequest;
  private readonly jobs: PutJobs;
  /** The life of the process in which it came: what an earlier one was asked is lost. */
  private readonly life: number;

  constructor(jobs: PutJobs, life: number, request: PutRequest) {
    this.jobs = jobs;
    this.life = life;
    this.request = request;
  }

  /** The handler is done with it. */
  private handled(): void {
    if (this.life === this.jobs.life) this.jobs.stages.propose(this);
  }

  begin(): TimeNs {
    return this.jobs.stages.begin(this.request);
  }

  end(): void {
    const { jobs, request } = this;
    jobs.free(this);
    jobs.stages.end(request);
  }
}

export class PutJobs {
  readonly stages: PutStages;
  /** Counts the lives of the process. */
  life = 0;
  private unused: PutJob[] = [];
  private readonly events: Recipients<PutJob>;

  constructor(sim: Simulation, stages: PutStages) {
    this.events = PutJob.events(sim);
    this.stages = stages;
  }

  /** Takes a put on, whose handler is done at a time. */
  handle(request: PutRequest, handledNs: TimeNs): void {
    this.events.postAt(handledNs, this.job(request));
  }

  /** A job was applied. */
  free(job: PutJob): void {
    this.unused.push(job);
  }

  /** The process ended: nothing that it was asked goes on. */
  reset(): void {
    this.life += 1;
    this.unused = [];
  }

  private job(request: PutRequest): PutJob {
    const job = this.unused.pop();
    if (job === undefined) return new PutJob(this, this.life, request);
    job.request = request;
    return job;
  }
}
