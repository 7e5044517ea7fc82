/**
 * Mirrors that read a remote cluster as a cohort, and whose clusters' receiving sides are simulated apart from the
 * sources: everything that they are told is written down. Those of clusters that are simulated here are told at once.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { KeyContent } from "../etcd/key-content.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Delivery } from "../etcd/watch-group.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import type { KnownKeys } from "../kvstore/known-keys.js";
import type { ListResult } from "../kvstore/paged-list.js";
import type { ListTold } from "../kvstore/prefix-watcher.js";
import type { RemoteClusterConsumer } from "../kvstore/remote-cluster-parts.js";
import type { Moment } from "../network/moment.js";
import { MIRROR_EVENT_NS } from "../process/agent-costs.js";
import type { SourceCluster } from "../workload/source-cluster.js";
import { TOLD, type MirrorRecording } from "./mirror-record.js";
import { recordResponse } from "./told-events.js";

export class RecordedMirrors implements RemoteClusterConsumer {
  private readonly sim: Simulation;
  private readonly recording: MirrorRecording;
  private readonly source: SourceCluster;
  private readonly here: RemoteClusterConsumer;
  private readonly fan: number;

  constructor(
    sim: Simulation,
    options: {
      readonly recording: MirrorRecording;
      readonly source: SourceCluster;
      /** What the mirrors that are simulated here do with it. */
      readonly here: RemoteClusterConsumer;
    },
  ) {
    this.sim = sim;
    this.recording = options.recording;
    this.source = options.source;
    this.here = options.here;
    this.fan = this.recording.newFan(sim.nowNs);
  }

  connected(): void {
    this.recording.begin(TOLD.connected, this.fan, this.sim.nowNs);
    this.here.connected();
  }

  listed(type: KeyType, list: ListResult, told: ListTold): TimeNs {
    const { recording } = this;
    this.begin(TOLD.listed, type);
    this.addMoment(told.moment);
    recording.add(list.count);
    addContent(recording, list.content);
    // Whoever takes the list in asks what was known of these keys.
    const asked = [...this.source.changedKeys(type)]
      .map(([key]) => key)
      .filter((key) => list.content.sizeOf(key) > 0);
    for (const keys of [told.vanished, asked]) {
      recording.add(keys.length);
      for (const key of keys) {
        recording.add(key);
        recording.add(told.before.versionOf(key));
      }
    }
    return Math.max(this.here.listed(type, list, told), list.count * MIRROR_EVENT_NS);
  }

  synced(type: KeyType, moment: Moment): void {
    this.begin(TOLD.synced, type);
    this.addMoment(moment);
    this.here.synced(type, moment);
  }

  changed(type: KeyType, events: readonly WatchEvent[], members: number, delivery: Delivery): void {
    // A cohort is told when the last of it is through; its first member has the response before that.
    const firstNs = Math.min(this.sim.nowNs, delivery.arrivedFirstNs);
    const response = { type, events, members, delivery };
    recordResponse(this.recording, this.fan, firstNs, response);
    this.here.changed(type, events, members, delivery);
  }

  removed(): void {
    this.recording.begin(TOLD.removed, this.fan, this.sim.nowNs);
    this.here.removed();
  }

  drained(type: KeyType, keys: readonly number[]): void {
    this.begin(TOLD.drained, type);
    this.recording.add(keys.length);
    for (const key of keys) this.recording.add(key);
    this.here.drained(type, keys);
  }

  fork(members: number): RecordedMirrors {
    const { sim, recording, source, here } = this;
    const part = new RecordedMirrors(sim, { recording, source, here: here.fork(members) });
    recording.begin(TOLD.forked, this.fan, sim.nowNs);
    recording.add(members);
    recording.add(part.fan);
    return part;
  }

  restarted(known: ReadonlyMap<KeyType, KnownKeys>): void {
    this.here.restarted(known);
  }

  absorb(other: RemoteClusterConsumer): boolean {
    if (!(other instanceof RecordedMirrors) || !this.here.absorb(other.here)) return false;
    this.recording.begin(TOLD.absorbed, this.fan, this.sim.nowNs);
    this.recording.add(other.fan);
    return true;
  }

  private begin(
    told: typeof TOLD.listed | typeof TOLD.synced | typeof TOLD.drained,
    type: KeyType,
  ): void {
    this.recording.begin(told, this.fan, this.sim.nowNs, { type: KEY_TYPES.indexOf(type) });
  }

  private addMoment({ firstNs, lastNs }: Moment): void {
    this.recording.add(firstNs);
    this.recording.add(lastNs);
  }
}

function addContent(recording: MirrorRecording, content: KeyContent): void {
  recording.add(content.length);
  for (let key = 0; key < content.length; key += 1) {
    recording.add(content.version(key));
    recording.add(content.sizeOf(key));
  }
}
