/**
 * The clustermesh part of n Cilium agents in like state: one client per remote cluster, one goroutine per prefix that
 * takes in events one after another. Here a change ends its way, so here latency is recorded: when its event was taken
 * in, or, for a reader that was away, when the list was that told of it.
 * Not modelled: the datapath (BPF maps are only counted), policy work, CPU contention inside the agent's node.
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/remote_cluster.go, pkg/kvstore/events.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Delivery } from "../etcd/watch-group.js";
import { recordedUpTo } from "../kvstore/change.js";
import { NumberPool } from "../etcd/number-pool.js";
import { KEY_TYPES, ofType, type KeyType } from "../kvstore/key-types.js";
import type { KnownKeys } from "../kvstore/known-keys.js";
import type { ListResult } from "../kvstore/paged-list.js";
import type { ListTold } from "../kvstore/prefix-watcher.js";
import type { RemoteClusterConsumer } from "../kvstore/remote-cluster-parts.js";
import type { LatencyRecorder, Route, Takers } from "../probes/latency-recorder.js";
import type { AppliedPart } from "../probes/run-end.js";
import type { SourceCluster } from "../workload/source-cluster.js";
import { ingestNs } from "./agent-costs.js";

/**
 * The numbers of a goroutine, side by side because every change at every mirror looks at them: when the first and the
 * last member are done with what they got, and when they were before the present response.
 */
const FREE_FIRST = 0;
const FREE_LAST = 1;
const BEFORE_FIRST = 2;
const BEFORE_LAST = 3;

const WIDTH = 4;
/** Where the goroutine of each type has its numbers among those of the group. */
const AT: Readonly<Record<KeyType, number>> = {
  nodes: 0,
  identities: WIDTH,
  services: 2 * WIDTH,
  ip: 3 * WIDTH,
};
const ALL_NUMBERS = KEY_TYPES.length * WIDTH;
/** Stands where no goroutine has got something to do: most readers of a large mesh hear of nothing for long. */
const NONE = new Float64Array(0);

/** What the recorder is told, used again and again. */
const applied: { -readonly [Field in keyof AppliedPart]: AppliedPart[Field] } = {
  members: 0,
  firstNs: 0,
  lastNs: 0,
};

export class AgentGroup implements RemoteClusterConsumer, Takers {
  readonly bystanders: boolean;
  readonly route: Route | undefined;
  readonly cluster: number | undefined;
  private readonly sim: Simulation;
  private members: number;
  private readonly recorder: LatencyRecorder;
  private readonly source: SourceCluster;
  /** The numbers of the goroutines, and where they begin. */
  private numbers: Float64Array = NONE;
  private start = 0;
  /** What the agents knew before they restarted: changes that it holds were recorded then. */
  private knownBefore: ReadonlyMap<KeyType, KnownKeys> | undefined;
  /** Changes from before are not theirs: they were not part of the mesh yet. */
  private sinceNs: TimeNs | undefined;

  constructor(
    sim: Simulation,
    options: {
      readonly members: number;
      readonly recorder: LatencyRecorder;
      /** The cluster that is read. */
      readonly source: SourceCluster;
      /** No incident names the agents' clusters. */
      readonly bystanders: boolean;
      /** From the cluster's region to the agents'; absent in a mesh of one region. */
      readonly route?: Route | undefined;
      /** Index of the agents' cluster, if its latency is told apart. */
      readonly cluster?: number | undefined;
    },
  ) {
    this.sim = sim;
    this.members = options.members;
    this.recorder = options.recorder;
    this.source = options.source;
    this.bystanders = options.bystanders;
    this.route = options.route;
    this.cluster = options.cluster;
  }

  connected(): void {
    this.sinceNs ??= this.sim.nowNs;
  }

  /** One member's time for the whole list. A service's size tells its backends. */
  listed(type: KeyType, list: ListResult, { before }: ListTold): TimeNs {
    const workNs = listNs(type, list);
    this.recordMissed(type, list, {
      before: this.knownBefore?.get(type) ?? before,
      atNs: this.sim.nowNs + workNs,
    });
    if (this.knownBefore !== undefined) {
      const rest = new Map([...this.knownBefore].filter(([one]) => one !== type));
      this.knownBefore = rest.size === 0 ? undefined : rest;
    }
    return workNs;
  }

  synced(): void {
    // The datapath's own reaction to a first sync is not modelled.
  }

  changed(type: KeyType, events: readonly WatchEvent[], members: number, delivery: Delivery): void {
    if (this.numbers === NONE) this.begin();
    const { numbers } = this;
    const at = this.start + ofType(AT, type);
    const { fromMember } = delivery;
    if (fromMember === 0) {
      numbers[at + BEFORE_FIRST] = numbers[at + FREE_FIRST] ?? 0;
      numbers[at + BEFORE_LAST] = numbers[at + FREE_LAST] ?? 0;
    }
    const fromShare = fromMember / this.members;
    const toShare = (fromMember + members) / this.members;
    let firstNs = Math.max(freeAt(numbers, at, fromShare), delivery.arrivedFirstNs);
    let lastNs = Math.max(freeAt(numbers, at, toShare), delivery.arrivedLastNs);
    for (const event of events) {
      const workNs = ingestNs(type, event.change?.backends ?? 0);
      firstNs += workNs;
      lastNs += workNs;
      // What was written again says nothing new: it was taken in before, or learnt from a list.
      if (event.isRepeated === true) continue;
      applied.members = members;
      applied.firstNs = firstNs;
      applied.lastNs = lastNs;
      if (event.change !== undefined) {
        this.recorder.applied(event.change, this, delivery, applied);
      } else if (event.valueBytes === 0) {
        // The key went with its lease, long after its object.
        const missed = this.source.changesAfter(type, event.key, event.version);
        if (missed !== undefined) this.recorder.appliedLate(missed, this, applied);
      }
    }
    if (fromMember === 0) numbers[at + FREE_FIRST] = firstNs;
    numbers[at + FREE_LAST] = lastNs;
  }

  removed(): void {
    this.forget();
    this.sinceNs = undefined;
  }

  drained(): void {
    // The agents forget the keys; nothing is measured of it.
  }

  fork(members: number): AgentGroup {
    const { recorder, source, bystanders, route, cluster } = this;
    this.members -= members;
    const what = { members, recorder, source, bystanders, route, cluster };
    const part = new AgentGroup(this.sim, what);
    part.copyNumbers(this);
    part.knownBefore = this.knownBefore;
    part.sinceNs = this.sinceNs;
    return part;
  }

  restarted(known: ReadonlyMap<KeyType, KnownKeys>): void {
    this.forget();
    this.knownBefore ??= known;
  }

  absorb(other: RemoteClusterConsumer): boolean {
    if (!(other instanceof AgentGroup) || other.source !== this.source) return false;
    if (this.knownBefore !== undefined || other.knownBefore !== undefined) return false;
    if (this.sinceNs !== other.sinceNs) return false;
    const now = this.sim.nowNs;
    if (!this.isIdle(now) || !other.isIdle(now)) return false;
    this.members += other.members;
    other.members = 0;
    other.forget();
    return true;
  }

  private begin(): void {
    const { numbers, start } = NumberPool.of(this.sim).take(ALL_NUMBERS);
    numbers.fill(0, start, start + ALL_NUMBERS);
    this.numbers = numbers;
    this.start = start;
  }

  /** The goroutines ended. */
  private forget(): void {
    const { numbers, start } = this;
    if (numbers === NONE) return;
    NumberPool.of(this.sim).give({ numbers, start, size: ALL_NUMBERS });
    this.numbers = NONE;
  }

  private copyNumbers({ numbers, start }: AgentGroup): void {
    if (numbers === NONE) return;
    this.begin();
    this.numbers.set(numbers.subarray(start, start + ALL_NUMBERS), this.start);
  }

  /** No goroutine has anything to do. */
  private isIdle(nowNs: TimeNs): boolean {
    return KEY_TYPES.every(
      (type) => (this.numbers[this.start + AT[type] + FREE_LAST] ?? 0) <= nowNs,
    );
  }

  /** Changes of the measured window that these members learn from a list. */
  private recordMissed(
    type: KeyType,
    list: ListResult,
    { before, atNs }: { readonly before: KnownKeys; readonly atNs: TimeNs },
  ): void {
    const missing = { members: this.members, firstNs: atNs, lastNs: atNs };
    for (const [key, newest] of this.source.changedKeys(type)) {
      const known = before.versionOf(key);
      if (newest.version <= known) continue;
      const gone = this.source.tables[type].sizeOf(key) === 0;
      // Nobody misses a key that came and went unseen.
      if (gone && !before.holds(key)) continue;
      const isListed = list.content.sizeOf(key) > 0;
      const version = isListed ? list.content.version(key) : gone ? Infinity : 0;
      for (const change of recordedUpTo(newest)) {
        if (change.version <= known || change.version > version) continue;
        if (change.changedNs < (this.sinceNs ?? 0)) continue;
        this.recorder.appliedLate(change, this, missing);
      }
    }
  }
}

function listNs(type: KeyType, list: ListResult): TimeNs {
  if (type !== "services") return list.count * ingestNs(type, 0);
  let sum = 0;
  list.content.forEach((_key, _version, size) => (sum += ingestNs(type, backendsOf(size))));
  return sum;
}

/** When a member was free before the present response; those between the first and the last are on a line. */
function freeAt(numbers: Float64Array, at: number, share: number): TimeNs {
  const firstNs = numbers[at + BEFORE_FIRST] ?? 0;
  return firstNs + ((numbers[at + BEFORE_LAST] ?? 0) - firstNs) * Math.min(1, share);
}

/** 460 bytes and 92 per backend (see workload/objects.ts). */
function backendsOf(serviceBytes: number): number {
  return Math.max(0, Math.round((serviceBytes - 460) / 92));
}
