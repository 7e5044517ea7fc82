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

/** A moment that the first and the last member reach. */
interface Ramp {
  firstNs: TimeNs;
  lastNs: TimeNs;
}

/** The goroutine of a prefix: when it is done with what it got, and when it was before the present response. */
interface Goroutine {
  free: Ramp;
  before: Ramp;
}

export class AgentGroup implements RemoteClusterConsumer {
  private readonly members: number;
  private readonly recorder: LatencyRecorder;
  private readonly onSynced: (moment: Moment) => void;
  private readonly goroutines: Readonly<Record<KeyType, Goroutine>>;
  private unsynced: number = KEY_TYPES.length;
  private lastNs: TimeNs = 0;
  private firstNs: TimeNs = 0;

  constructor(options: {
    readonly members: number;
    readonly recorder: LatencyRecorder;
    /** Every prefix of the remote cluster is in sync at all members. */
    readonly onSynced: (moment: Moment) => void;
  }) {
    this.members = options.members;
    this.recorder = options.recorder;
    this.onSynced = options.onSynced;
    const goroutine = (): Goroutine => ({
      free: { firstNs: 0, lastNs: 0 },
      before: { firstNs: 0, lastNs: 0 },
    });
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

  changed(type: KeyType, events: readonly WatchEvent[], members: number, delivery: Delivery): void {
    const goroutine = this.goroutines[type];
    if (delivery.fromMember === 0) goroutine.before = { ...goroutine.free };
    const share = (member: number): TimeNs => freeAt(goroutine.before, member / this.members);
    let firstNs = Math.max(share(delivery.fromMember), delivery.arrivedFirstNs);
    let lastNs = Math.max(share(delivery.fromMember + members), delivery.arrivedLastNs);
    for (const { change } of events) {
      const workNs = ingestNs(type, change?.backends ?? 0);
      firstNs += workNs;
      lastNs += workNs;
      if (change !== undefined) {
        this.recorder.applied(change, members, delivery, { firstNs, lastNs });
      }
    }
    if (delivery.fromMember === 0) goroutine.free.firstNs = firstNs;
    goroutine.free.lastNs = lastNs;
  }
}

/** When a member is free; those between the first and the last are on a line. */
function freeAt(ramp: Ramp, share: number): TimeNs {
  return ramp.firstNs + (ramp.lastNs - ramp.firstNs) * Math.min(1, share);
}

/** 460 bytes and 92 per backend (see workload/objects.ts). */
function backendsOf(serviceBytes: number): number {
  return Math.max(0, Math.round((serviceBytes - 460) / 92));
}
