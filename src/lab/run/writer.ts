/**
 * Writes to a lab's etcd as Cilium's programs do: keys on leases of 1,000, the value with the number of the put in front,
 * so that whoever receives it knows when it was sent.
 */
import type { Int64 } from "../client/etcd-api.js";
import { EtcdClient } from "../client/etcd-client.js";
import type { Address } from "../etcd/target.js";
import { KEYS_PER_LEASE } from "../scenario/schedule.js";

/** Cilium's `--kvstore-lease-ttl`: 15 minutes. */
const LEASE_SECONDS = 900;
const PARALLEL = 32;

/** One key to write. */
export interface KeyToWrite {
  readonly key: string;
  /** Number of the lease that it hangs on. */
  readonly lease: number;
}

export class Writer {
  readonly client: EtcdClient;
  private readonly valueBytes: number;
  private readonly leases = new Map<number, Promise<Int64>>();

  private constructor(client: EtcdClient, valueBytes: number) {
    this.client = client;
    this.valueBytes = valueBytes;
  }

  static async connect(address: Address, valueBytes: number): Promise<Writer> {
    return new Writer(await EtcdClient.connect({ address, bandwidthPings: true }), valueBytes);
  }

  /** Writes one key. */
  async put({ key, lease }: KeyToWrite, sequence: number): Promise<void> {
    await this.client.put(key, valueOf(sequence, this.valueBytes), await this.lease(lease));
  }

  /** Writes many keys as fast as it can. */
  async fill(keys: readonly KeyToWrite[]): Promise<void> {
    const leases = new Set(keys.map(({ lease }) => lease));
    for (const lease of leases) await this.lease(lease);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let one = keys[next++]; one !== undefined; one = keys[next++]) await this.put(one, 0);
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
  }

  /** Writes new keys one after the other, as one worker of a SyncStore does. */
  async writeAll(prefix: string, count: number, firstLease: number): Promise<void> {
    for (let key = 0; key < count; key += 1) {
      const lease = firstLease + Math.floor(key / KEYS_PER_LEASE);
      await this.put({ key: prefix + String(key).padStart(8, "0"), lease }, 0);
    }
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async lease(number: number): Promise<Int64> {
    let lease = this.leases.get(number);
    if (lease === undefined) {
      lease = this.client.grantLease(LEASE_SECONDS);
      this.leases.set(number, lease);
    }
    return lease;
  }
}

/** A value of so many bytes that tells the number of its put. */
function valueOf(sequence: number, bytes: number): Buffer {
  const value = Buffer.alloc(bytes, 0x78);
  value.writeDoubleBE(sequence, 0);
  return value;
}

/** The number of the put that wrote a value. */
export function sequenceOf(value: Uint8Array): number {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).readDoubleBE(0);
}
