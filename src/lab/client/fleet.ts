/**
 * Many agents that read one etcd, told what to do as a group: start, restart, reconnect, stand still. Runs in a thread
 * of its own (fleet-worker.ts) so that the moments measured in the main thread are not those of a busy client.
 */
import { Agent, type AgentSetup, type EventHook } from "./agent.js";

/** What a fleet has seen so far. */
export interface FleetCounts {
  readonly events: number;
  readonly responses: number;
  readonly cancelled: number;
  /** Share of the time since it began for which its thread was busy, 0..1. */
  readonly busyShare: number;
}

/** What can be asked of a fleet, in this thread or another. Times are in seconds, one for each agent. */
export interface Fleet {
  /** Adds agents and starts them, so many at a time. */
  start(count: number, atATime: number): Promise<readonly number[]>;
  /** The first agents end and start anew, all at once. */
  restart(count: number): Promise<readonly number[]>;
  /** The first agents' connections break, all at once; they resume. */
  reconnect(count: number): Promise<readonly number[]>;
  /** So many new agents start, all at once. */
  join(count: number): Promise<readonly number[]>;
  /** The first agents stop reading, or go on. */
  stall(count: number, stalled: boolean): Promise<void>;
  /** What was seen since the last `mark`. */
  counts(): Promise<FleetCounts>;
  /** Counts from here. */
  mark(): Promise<void>;
  close(): Promise<void>;
}

export class LocalFleet implements Fleet {
  private readonly setup: AgentSetup;
  private readonly onEvent: EventHook | undefined;
  private readonly agents: Agent[] = [];
  private before = { events: 0, responses: 0, cancelled: 0 };
  private loop = performance.eventLoopUtilization();

  constructor(setup: AgentSetup, onEvent?: EventHook) {
    this.setup = setup;
    this.onEvent = onEvent;
  }

  async start(count: number, atATime: number): Promise<readonly number[]> {
    const fresh = Array.from({ length: count }, () => new Agent(this.setup, this.onEvent));
    this.agents.push(...fresh);
    const seconds: number[] = [];
    const waiting = [...fresh];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const agent = next;
        seconds.push(await timed(performance.now(), async () => agent.start()));
      }
    };
    await Promise.all(Array.from({ length: Math.min(atATime, count) }, work));
    return seconds;
  }

  async restart(count: number): Promise<readonly number[]> {
    const some = this.agents.slice(0, count);
    await Promise.all(some.map(async (agent) => agent.stop()));
    return allAtOnce(some, async (agent) => agent.start());
  }

  async reconnect(count: number): Promise<readonly number[]> {
    return allAtOnce(this.agents.slice(0, count), async (agent) => agent.resume());
  }

  async join(count: number): Promise<readonly number[]> {
    const fresh = Array.from({ length: count }, () => new Agent(this.setup, this.onEvent));
    this.agents.push(...fresh);
    return allAtOnce(fresh, async (agent) => agent.start());
  }

  async stall(count: number, stalled: boolean): Promise<void> {
    for (const agent of this.agents.slice(0, count)) agent.stall(stalled);
    return Promise.resolve();
  }

  async mark(): Promise<void> {
    this.before = this.sums();
    this.loop = performance.eventLoopUtilization();
    return Promise.resolve();
  }

  async counts(): Promise<FleetCounts> {
    const now = this.sums();
    return Promise.resolve({
      events: now.events - this.before.events,
      responses: now.responses - this.before.responses,
      cancelled: now.cancelled - this.before.cancelled,
      busyShare: performance.eventLoopUtilization(this.loop).utilization,
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.agents.map(async (agent) => agent.stop()));
    this.agents.length = 0;
  }

  private sums(): { events: number; responses: number; cancelled: number } {
    const sums = { events: 0, responses: 0, cancelled: 0 };
    for (const { events, responses, cancelled } of this.agents) {
      sums.events += events;
      sums.responses += responses;
      sums.cancelled += cancelled;
    }
    return sums;
  }
}

/** Seconds that each took from the common start. */
async function allAtOnce(
  agents: readonly Agent[],
  work: (agent: Agent) => Promise<void>,
): Promise<readonly number[]> {
  const began = performance.now();
  return Promise.all(agents.map(async (agent) => timed(began, async () => work(agent))));
}

async function timed(beganMs: number, work: () => Promise<void>): Promise<number> {
  await work();
  return (performance.now() - beganMs) / 1000;
}
