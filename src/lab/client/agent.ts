/**
 * A small emulation of what a Cilium agent (or a kvstoremesh) is to an etcd: one connection, one watch stream, and for
 * each prefix a paged list and then a watch from the next revision. When its connection breaks it resumes its watches;
 * when a watch is cancelled because history was compacted, it lists again.
 * Not an agent: what it is told it counts, and forgets.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `watch`, pkg/kvstore/store/watchstore.go.
 */
import type { KeyValue, WatchResponse } from "./etcd-api.js";
import { EtcdClient, type Watching } from "./etcd-client.js";
import type { ConnectionOptions } from "./grpc-connection.js";

/** Pause before a broken watch is opened again. Source: cilium v1.20.0 etcd.go (models/kvstore/prefix-watcher.ts). */
const REOPEN_MS = 50;

/** What an agent reads. */
export interface AgentSetup {
  readonly connection: ConnectionOptions;
  readonly prefixes: readonly string[];
  /** Keys a page; Cilium asks for 256. */
  readonly pageKeys: number;
}

/** Told of each change, with the moment (performance.now) at which it was there. */
export type EventHook = (kv: KeyValue, atMs: number) => void;

export class Agent {
  events = 0;
  responses = 0;
  /** Watches that etcd cancelled: their history was gone. */
  cancelled = 0;
  private readonly setup: AgentSetup;
  private readonly onEvent: EventHook | undefined;
  private client: EtcdClient | undefined;
  private watching: Watching | undefined;
  private revision = 0;

  constructor(setup: AgentSetup, onEvent?: EventHook) {
    this.setup = setup;
    this.onEvent = onEvent;
  }

  /** Connects, lists all prefixes side by side and watches each. Resolves when the last watcher stands. */
  async start(): Promise<void> {
    const client = await this.connect();
    await Promise.all(
      this.setup.prefixes.map(async (prefix) => {
        const { revision } = await client.list(prefix, this.setup.pageKeys);
        await this.watching?.add(prefix, revision + 1);
      }),
    );
  }

  /** The connection broke: connects again and watches from where it stood. */
  async resume(): Promise<void> {
    const from = this.revision + 1;
    await this.stop();
    await this.connect();
    await new Promise((resolve) => setTimeout(resolve, REOPEN_MS));
    await Promise.all(this.setup.prefixes.map(async (prefix) => this.watching?.add(prefix, from)));
  }

  /** Reads nothing more from its watches (true), or goes on. */
  stall(stalled: boolean): void {
    if (stalled) this.watching?.stream.pause();
    else this.watching?.stream.resume();
  }

  async stop(): Promise<void> {
    await this.client?.close();
    this.client = undefined;
    this.watching = undefined;
  }

  private async connect(): Promise<EtcdClient> {
    const client = await EtcdClient.connect(this.setup.connection);
    this.client = client;
    this.watching = client.watch((response) => this.told(response));
    return client;
  }

  private told(response: WatchResponse): void {
    this.revision = Math.max(this.revision, response.header.revision.toNumber());
    if (response.canceled) this.cancelled += 1;
    if (response.events.length === 0) return;
    this.responses += 1;
    this.events += response.events.length;
    if (this.onEvent === undefined) return;
    const now = performance.now();
    for (const { kv } of response.events) this.onEvent(kv, now);
  }
}
