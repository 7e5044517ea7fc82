/**
 * The tools of a microbenchmark: do some work on an etcd and say what one unit of it cost etcd in CPU, less what an idle
 * etcd would have used in that time. The work is driven by few connections, so that the client is not what is measured.
 */
import type { Int64 } from "../client/etcd-api.js";
import { EtcdClient } from "../client/etcd-client.js";
import type { EtcdTarget } from "../etcd/target.js";

/** CPU and duration of some work. */
export interface Work {
  /** CPU of etcd for each unit, in nanoseconds. */
  readonly cpuNs: number;
  readonly perSecond: number;
}

/** How much is done for one reading: `quick` for two minutes in all, `full` for twenty. */
export interface Effort {
  /** Factor on the number of units. */
  readonly scale: number;
  /** Connections that are told of one put, ascending. */
  readonly fanOut: readonly number[];
  /** Keys of the large range that pages are read from. */
  readonly rangeKeys: number;
}

/** After this time etcd has nothing left to do of what it was asked. */
const SETTLE_SECONDS = 0.15;
const LEASE_SECONDS = 900;

export class Bench {
  readonly etcd: EtcdTarget;
  readonly effort: Effort;
  readonly client: EtcdClient;
  idleNsPerSecond = 0;

  private constructor(etcd: EtcdTarget, effort: Effort, client: EtcdClient) {
    this.etcd = etcd;
    this.effort = effort;
    this.client = client;
  }

  static async open(etcd: EtcdTarget, effort: Effort): Promise<Bench> {
    return new Bench(etcd, effort, await Bench.connect(etcd));
  }

  /** One more connection, as a Go client's. */
  static async connect({ address }: EtcdTarget): Promise<EtcdClient> {
    return EtcdClient.connect({ address, bandwidthPings: true });
  }

  /** The cost of `units` units of work. */
  async cost(units: number, work: () => Promise<void>): Promise<Work> {
    await pause(SETTLE_SECONDS);
    const before = await this.etcd.usage();
    const began = performance.now();
    await work();
    const workSeconds = (performance.now() - began) / 1000;
    await pause(SETTLE_SECONDS);
    const after = await this.etcd.usage();
    const seconds = (performance.now() - began) / 1000;
    const idleNs = this.idleNsPerSecond * seconds;
    const cpuNs = ((after.cpuSeconds - before.cpuSeconds) * 1e9 - idleNs) / units;
    return { cpuNs, perSecond: units / workSeconds };
  }

  /** As many units as the effort asks for, a multiple of 8. */
  units(quick: number): number {
    return Math.max(1, Math.round((quick * this.effort.scale) / 8)) * 8;
  }

  /** `count` calls with so many under way at any time. */
  async atATime(
    parallel: number,
    count: number,
    call: (index: number) => Promise<unknown>,
  ): Promise<void> {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        next += 1;
        await call(next - 1);
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, count) }, work));
  }

  /** `count` calls at a rate, whether or not earlier ones are answered. */
  async atRate(
    perSecond: number,
    count: number,
    call: (index: number) => Promise<unknown>,
  ): Promise<void> {
    const began = performance.now();
    const calls: Promise<unknown>[] = [];
    for (let index = 0; index < count; index += 1) {
      const waitMs = began + (index * 1000) / perSecond - performance.now();
      if (waitMs > 0) await pause(waitMs / 1000);
      calls.push(call(index).catch((error: unknown) => error));
    }
    const failed = (await Promise.all(calls)).find((answer) => answer instanceof Error);
    if (failed !== undefined) throw failed;
  }

  /** A key of the benches; all have the same length. */
  key(prefix: string, index: number): string {
    return `${this.etcd.keyPrefix}${prefix}/${String(index).padStart(9, "0")}`;
  }

  async put(prefix: string, index: number, bytes: number, lease?: Int64): Promise<void> {
    await this.client.put(this.key(prefix, index), Buffer.alloc(bytes, 0x78), lease);
  }

  async lease(): Promise<Int64> {
    return this.client.grantLease(LEASE_SECONDS);
  }

  async rss(): Promise<number> {
    await pause(SETTLE_SECONDS);
    return (await this.etcd.usage()).rssBytes;
  }
}

/** Waits. */
export async function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Closes clients, and gives etcd time to give back what they held. */
export async function closeAll(clients: readonly EtcdClient[]): Promise<void> {
  await Promise.all(clients.map(async (client) => client.close()));
  await pause(0.3);
}
