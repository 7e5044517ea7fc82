/**
 * The clustermesh part of n Cilium agents in like state: one client per remote cluster, one goroutine per prefix that
 * takes in events one after another. Here a change ends its way, so here latency is recorded.
 * Not modelled: the datapath (BPF maps are only counted), policy work, CPU contention inside the agent's node.
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/remote_cluster.go, pkg/kvstore/events.go.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Delivery } from "../etcd/watch-group.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import type { ListResult } from "../kvstore/paged-list.js";
import type { Moment, RemoteClusterConsumer } from "../kvstore/remote-cluster.js";
import type { LatencyRecorder } from "../probes/latency-recorder.js";
import { ingestNs } from "./agent-costs.js";

/** When the goroutine of a prefix is done with what it got, for the first and the last member. */
interface Goroutine {
  firstFreeNs: TimeNs;
  lastFreeNs: TimeNs;
}

export class AgentGroup implements RemoteClusterConsumer {
  private readonly recorder: LatencyRecorder;
  private readonly onSynced: (moment: Moment) => void;
  private readonly goroutines: Readonly<Record<KeyType, Goroutine>>;
  private unsynced: number = KEY_TYPES.length;
  private lastNs: TimeNs = 0;
  private firstNs: TimeNs = 0;

  constructor(options: {
    readonly recorder: LatencyRecorder;
    /** Every prefix of the remote cluster is in sync at all members. */
    readonly onSynced: (moment: Moment) => void;
  }) {
    this.recorder = options.recorder;
    this.onSynced = options.onSynced;
    const goroutine = (): Goroutine => ({ firstFreeNs: 0, lastFreeNs: 0 });
    this.goroutines = {
      nodes: goroutine(),
      identities: goroutine(),
      services: goroutine(),
      ip: goroutine(),
    };
  }

  connected(): void {
    // Nothing to do: an agent only reads.
  }

  /** One member's time for the whole list. A service's size tells its backends. */
  listed(type: KeyType, list: ListResult): TimeNs {
    if (type !== "services") return list.keys.length * ingestNs(type, 0);
    let sum = 0;
    for (const size of list.sizes) sum += ingestNs(type, backendsOf(size));
    return sum;
  }

  synced(_type: KeyType, moment: Moment): void {
    this.unsynced -= 1;
    this.firstNs = Math.max(this.firstNs, moment.firstNs);
    this.lastNs = Math.max(this.lastNs, moment.lastNs);
    if (this.unsynced === 0) this.onSynced({ firstNs: this.firstNs, lastNs: this.lastNs });
  }

  changed(
    type: KeyType,
    events: readonly WatchEvent[],
    members: number,
    delivery: Delivery,
  ): void {
    const goroutine = this.goroutines[type];
    for (const { change } of events) {
      const workNs = ingestNs(type, change?.backends ?? 0);
      const firstNs = Math.max(goroutine.firstFreeNs, delivery.arrivedFirstNs) + workNs;
      const lastNs = Math.max(goroutine.lastFreeNs, delivery.arrivedLastNs) + workNs;
      goroutine.firstFreeNs = firstNs;
      goroutine.lastFreeNs = lastNs;
      if (change !== undefined) {
        this.recorder.applied(change, members, delivery, { firstNs, lastNs });
      }
    }
  }
}

/** 460 bytes and 92 per backend (see workload/objects.ts). */
function backendsOf(serviceBytes: number): number {
  return Math.max(0, Math.round((serviceBytes - 460) / 92));
}
