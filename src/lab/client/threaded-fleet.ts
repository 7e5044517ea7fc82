/**
 * A fleet in a thread of its own. From TypeScript sources (tests, tsx) it runs in the main thread, since a thread needs
 * compiled files; only the moments of delivery are less sharp then.
 */
import { Worker } from "node:worker_threads";
import { LabFailure } from "../lab-failure.js";
import type { AgentSetup } from "./agent.js";
import { LocalFleet, type Fleet, type FleetCounts } from "./fleet.js";
import type { FleetAnswer } from "./fleet-worker.js";

const WORKER_FILE = new URL("./fleet-worker.js", import.meta.url);
const IS_COMPILED = import.meta.url.endsWith(".js");

/** A fleet that does not disturb this thread, where that is possible. */
export function threadedFleet(setup: AgentSetup): Fleet {
  return IS_COMPILED ? new ThreadedFleet(setup) : new LocalFleet(setup);
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

class ThreadedFleet implements Fleet {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private orders = 0;

  constructor(setup: AgentSetup) {
    this.worker = new Worker(WORKER_FILE, { workerData: setup });
    this.worker.on("message", (answer: FleetAnswer) => {
      const waiting = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      if ("error" in answer) waiting?.reject(new LabFailure(answer.error));
      else waiting?.resolve(answer.value);
    });
    this.worker.on("error", (error) => this.fail(error));
    this.worker.on("exit", () => this.fail(new LabFailure("the thread of the agents has ended")));
  }

  async start(count: number, atATime: number): Promise<readonly number[]> {
    return this.order("start", count, atATime) as Promise<readonly number[]>;
  }

  async restart(count: number): Promise<readonly number[]> {
    return this.order("restart", count) as Promise<readonly number[]>;
  }

  async reconnect(count: number): Promise<readonly number[]> {
    return this.order("reconnect", count) as Promise<readonly number[]>;
  }

  async join(count: number): Promise<readonly number[]> {
    return this.order("join", count) as Promise<readonly number[]>;
  }

  async stall(count: number, stalled: boolean): Promise<void> {
    await this.order("stall", count, stalled);
  }

  async counts(): Promise<FleetCounts> {
    return this.order("counts") as Promise<FleetCounts>;
  }

  async mark(): Promise<void> {
    await this.order("mark");
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private async order(method: keyof Fleet, ...args: readonly unknown[]): Promise<unknown> {
    this.orders += 1;
    const id = this.orders;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, method, args });
    });
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
