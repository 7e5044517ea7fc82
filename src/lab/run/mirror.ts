/**
 * A small kvstoremesh: watches every prefix of one etcd and copies changes into another, one worker for each prefix, a
 * queue that holds each key once, and one limiter of requests for all (places, then tokens).
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/store/syncstore.go, pkg/kvstore/etcd.go (limiter).
 */
import { Agent } from "../client/agent.js";
import { sequenceOf, type KeyToWrite, type Writer } from "./writer.js";

/** What a mirror copies, and how fast it may. */
export interface MirrorOptions {
  readonly source: ConstructorParameters<typeof Agent>[0];
  readonly writer: Writer;
  readonly qps: number;
  readonly maxInflight: number;
  /** Where a key goes, and the lease that it hangs on. */
  readonly target: (key: string) => KeyToWrite;
}

/** Tokens that come at a rate, with a burst of one second's worth, slept for while a place is held. */
class TokenWait {
  private tokens: number;
  private atMs = performance.now();
  private readonly qps: number;

  constructor(qps: number) {
    this.qps = qps;
    this.tokens = Math.max(1, Math.ceil(qps));
  }

  async take(): Promise<void> {
    const now = performance.now();
    this.tokens = Math.min(this.qps, this.tokens + ((now - this.atMs) * this.qps) / 1000);
    this.atMs = now;
    this.tokens -= 1;
    if (this.tokens < 0) await sleep((-this.tokens / this.qps) * 1000);
  }
}

export class Mirror {
  /** Why it stopped copying; undefined while it works. */
  failure: Error | undefined;
  private readonly options: MirrorOptions;
  private readonly agent: Agent;
  private readonly limiter: TokenWait;
  private readonly queues = new Map<string, Map<string, number>>();
  private readonly working = new Set<string>();
  private readonly waiting: (() => void)[] = [];
  private places: number;

  constructor(options: MirrorOptions) {
    this.options = options;
    this.places = options.maxInflight;
    this.limiter = new TokenWait(options.qps);
    this.agent = new Agent(options.source, (kv) => {
      const key = Buffer.from(kv.key).toString();
      this.changed(key, sequenceOf(kv.value));
    });
  }

  /** Nothing waits or is being written. */
  get isDrained(): boolean {
    return this.working.size === 0;
  }

  async start(): Promise<void> {
    return this.agent.start();
  }

  async stop(): Promise<void> {
    return this.agent.stop();
  }

  private changed(key: string, sequence: number): void {
    const prefix = key.slice(0, key.lastIndexOf("/") + 1);
    const queue = this.queues.get(prefix) ?? new Map<string, number>();
    this.queues.set(prefix, queue);
    queue.set(key, sequence);
    if (this.working.has(prefix)) return;
    this.work(prefix, queue).catch((error: unknown) => {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
      this.working.delete(prefix);
    });
  }

  private async work(prefix: string, queue: Map<string, number>): Promise<void> {
    this.working.add(prefix);
    for (let [first] = queue; first !== undefined; [first] = queue) {
      const [key, sequence] = first;
      queue.delete(key);
      await this.takePlace();
      await this.limiter.take();
      await this.options.writer.put(this.options.target(key), sequence);
      this.places += 1;
      this.waiting.shift()?.();
    }
    this.working.delete(prefix);
  }

  private async takePlace(): Promise<void> {
    while (this.places === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.places -= 1;
  }
}

async function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
