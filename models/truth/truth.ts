/**
 * The truth about every key: what the sources have, what each etcd holds, and, when a run is checked in full, what each
 * reader holds, kept apart from the model's own bookkeeping and fed only with what readers do. It checks the invariants
 * while the run goes on and when the mesh has come to rest.
 * `normal` checks what costs next to nothing; `full` follows every reader key by key, and needs `fidelity: individual`.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { canaryPrefix, dataPrefix } from "../etcd/layout.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import type { ListResult } from "../kvstore/paged-list.js";
import type { RemoteCluster } from "../kvstore/remote-cluster.js";
import type { ToldEvents } from "../kvstore/remote-cluster-parts.js";
import type { SyncStore } from "../kvstore/sync-store.js";
import type { MeshCluster, MeshReader } from "../mesh-parts.js";
import { InvariantViolation, type Invariant } from "./invariants.js";
import { KeyHistory } from "./key-history.js";
import { KeyRuns } from "./key-runs.js";

export const TRUTH_LEVELS = ["off", "normal", "full"] as const;
export type TruthLevel = (typeof TRUTH_LEVELS)[number];

/** What one reader holds: version by key, by type. */
type Held = Readonly<Record<KeyType, Map<number, number>>>;

/** A store that has queued its first sync and not written its canary. */
interface FirstSync {
  readonly store: SyncStore;
  readonly keys: KeyRuns;
}

export class Truth {
  readonly level: TruthLevel;
  private readonly sim: Simulation;
  private readonly clusters: ReadonlyMap<string, MeshCluster>;
  private readonly checks = new Map<Invariant, number>();
  private moves = 0; // Checks of "revisions go forward".
  private readonly held = new Map<RemoteCluster, Held>();
  private readonly history: KeyHistory | undefined;
  private readonly firstSyncs = new Map<Prefix, FirstSync[]>();
  /** Etcds in which leases ran out: canaries and keys may be gone without anybody's fault. */
  private readonly expired = new Set<EtcdMember>();
  private readonly names = new Map<Prefix, { readonly type: KeyType; readonly cluster: string }>();

  constructor(
    sim: Simulation,
    options: {
      readonly level: TruthLevel;
      readonly clusters: readonly MeshCluster[];
      /** Keep the last events of each key for the message of a violation. Default: when checked in full. */
      readonly keepsHistory?: boolean;
    },
  ) {
    this.sim = sim;
    this.level = options.level;
    this.clusters = new Map(options.clusters.map((cluster) => [cluster.name, cluster]));
    const keepsHistory = this.level === "full" && options.keepsHistory !== false;
    this.history = keepsHistory ? new KeyHistory() : undefined;
  }

  /** How often each invariant was checked. */
  get checked(): ReadonlyMap<Invariant, number> {
    return this.moves > 0 ? this.checks.set("revisions go forward", this.moves) : this.checks;
  }

  /** Follows everything that an etcd applies. */
  watch(etcd: EtcdMember): void {
    if (this.level === "off") return;
    etcd.onApplied = (_etcd, prefix, event) => this.applied(etcd, prefix, event);
    etcd.onRevoked = () => this.expired.add(etcd);
    if (this.level === "full") etcd.store.keepHistory();
  }

  /** A store has queued everything of its first sync. */
  firstSync(store: SyncStore): void {
    if (this.level === "off") return;
    const keys = new KeyRuns(store.state().sizes);
    const { canaryPrefix } = store.parts;
    this.firstSyncs.set(canaryPrefix, [
      ...(this.firstSyncs.get(canaryPrefix) ?? []),
      { store, keys },
    ]);
  }

  /** A reader begins in sync: it holds what its source has. */
  assumed(reader: RemoteCluster): void {
    if (this.level !== "full") return;
    const source = this.clusters.get(reader.parts.target)?.source;
    const held = this.heldBy(reader);
    for (const type of reader.types) {
      const table = source?.tables[type];
      for (const key of table?.keys() ?? []) held[type].set(key, table?.version(key) ?? 0);
    }
  }

  /** Events reached a reader that had taken in everything up to a revision. */
  delivered(reader: RemoteCluster, type: KeyType, told: ToldEvents): void {
    if (this.level === "off") return;
    const { events, from, to, known } = told;
    this.moves += 1;
    const first = events[0];
    if (to <= from && first !== undefined) {
      const detail = `told of revision ${to} after ${from} of ${known.etcd?.clusterId ?? "no etcd"}`;
      this.fail("revisions go forward", { reader, type, key: first.key, detail });
    }
    if (this.level !== "full") return;
    this.checkNoneSkipped(reader, type, told);
    const held = this.heldBy(reader)[type];
    for (const { key, valueBytes, version } of events) {
      if (valueBytes > 0) held.set(key, version);
      else held.delete(key);
      const what = (): string => `got ${describe(valueBytes, version)} (event ${to})`;
      this.note(reader, type, { key, what });
    }
  }

  /** A reader took a list in, and dropped what vanished. */
  listed(
    reader: RemoteCluster,
    type: KeyType,
    told: { readonly list: ListResult; readonly vanished: readonly number[] },
  ): void {
    if (this.level === "off") return;
    const { list, vanished } = told;
    const [dropped] = vanished;
    if (dropped !== undefined) this.checkSweep(reader, type, { list, dropped });
    if (this.level !== "full") return;
    const held = this.heldBy(reader)[type];
    list.content.forEach((key, version) => {
      held.set(key, version);
      this.note(reader, type, {
        key,
        what: () => `got version ${version} (list at ${list.revision})`,
      });
    });
    for (const key of vanished) {
      held.delete(key);
      this.note(reader, type, { key, what: () => `dropped it (list at ${list.revision})` });
    }
  }

  /** A reader dropped keys of a cluster that was removed, or services of one that is away too long. */
  dropped(reader: RemoteCluster, type: KeyType, keys: readonly number[]): void {
    if (this.level !== "full") return;
    const held = this.heldBy(reader)[type];
    for (const key of keys) {
      held.delete(key);
      this.note(reader, type, { key, what: () => "dropped it (drain)" });
    }
  }

  /** A process that starts anew knows nothing. */
  forgot(reader: RemoteCluster): void {
    if (this.level === "full") this.held.delete(reader);
  }

  /** The mesh is at rest: everybody must have what the sources have. */
  checkAtRest(readers: readonly MeshReader[]): void {
    if (this.level === "off") return;
    const checkedEtcds = new Set<string>();
    for (const { reader, target } of readers) {
      if (!reader.isInSync) continue;
      const { etcd } = reader;
      if (etcd !== undefined && !checkedEtcds.has(`${etcd.clusterId}/${target.name}`)) {
        checkedEtcds.add(`${etcd.clusterId}/${target.name}`);
        this.checkEtcd(etcd, target);
      }
      for (const type of reader.types) {
        this.checkLeftovers(reader, type);
        if (this.level === "full") this.checkHeld(reader, type);
      }
    }
  }

  /** The mesh should have calmed down long ago. */
  failToRest(readers: readonly MeshReader[]): never {
    const restless = readers.find(({ reader }) => reader.isWanted && !reader.isCurrent);
    const name = restless?.reader.parts.name ?? "a writer or an etcd";
    const state = restless?.reader.describe() ?? "it still has work to do";
    throw new InvariantViolation({
      invariant: "the mesh comes to rest",
      reader: name,
      key: "all keys",
      detail: `long after the last incident: ${state}`,
      history: [],
    });
  }

  private applied(etcd: EtcdMember, prefix: Prefix, event: WatchEvent): void {
    if (this.history !== undefined) this.noteApplied(etcd, prefix, event);
    if (event.valueBytes === 0 || this.firstSyncs.size === 0) return;
    const waiting = this.firstSyncs.get(prefix);
    if (waiting === undefined) return;
    const done = waiting.filter(({ store }) => store.parts.canaryKey === event.key);
    if (done.length === 0) return;
    const others = waiting.filter((one) => !done.includes(one));
    if (others.length > 0) this.firstSyncs.set(prefix, others);
    else this.firstSyncs.delete(prefix);
    // Stores of processes that are gone have promised nothing.
    for (const first of done) if (!first.store.hasEnded) this.checkCanary(etcd, first);
  }

  private checkCanary(etcd: EtcdMember, { store, keys }: FirstSync): void {
    this.count("synced is true");
    if (this.expired.has(etcd)) return;
    const { prefix, canaryKey } = store.parts;
    const { sizes } = store.state();
    const missing = keys.find((key) => (sizes[key] ?? 0) > 0 && prefix.sizeOf(key) === 0);
    if (missing === undefined) return;
    throw new InvariantViolation({
      invariant: "synced is true",
      reader: `etcd of ${etcd.clusterId}`,
      key: `${KEY_TYPES[canaryKey] ?? "?"}/${missing} in ${prefix.name}`,
      detail: "the canary stands there, the key does not",
      history: this.history?.of(`${prefix.name}#${missing}`) ?? [],
    });
  }

  private checkSweep(
    reader: RemoteCluster,
    type: KeyType,
    { list, dropped }: { readonly list: ListResult; readonly dropped: number },
  ): void {
    this.count("no sweep before the canary");
    if (this.expired.has(list.etcd)) return;
    const canaries = canaryPrefix(list.etcd, reader.parts.target);
    if (canaries.sizeOf(KEY_TYPES.indexOf(type)) > 0) return;
    const detail = `dropped although ${list.etcd.clusterId} has no canary of ${type}`;
    this.fail("no sweep before the canary", { reader, type, key: dropped, detail });
  }

  /** The changes of the prefix between the two revisions are those that were told. */
  private checkNoneSkipped(reader: RemoteCluster, type: KeyType, told: ToldEvents): void {
    const { events, from, to, known } = told;
    const { etcd } = known;
    const prefix = reader.parts.prefixes.data.find((one) => one.type === type)?.prefixOf;
    if (etcd === undefined || prefix === undefined) return;
    this.count("no event is skipped");
    const expected = etcd.store.changesBetween(prefix(etcd), from, to);
    for (const [index, event] of expected.entries()) {
      if (events[index]?.key === event.key && events[index]?.version === event.version) continue;
      const detail = `not told of its change between revisions ${from} and ${to}`;
      this.fail("no event is skipped", { reader, type, key: event.key, detail });
    }
  }

  private checkEtcd(etcd: EtcdMember, cluster: MeshCluster): void {
    for (const type of KEY_TYPES) {
      this.count("etcd has what the source has");
      this.count("deleted keys are gone");
      const table = cluster.source.tables[type];
      const layout = etcd.name === cluster.service.name ? cluster.layout : "cache";
      const prefix = dataPrefix(etcd, cluster.name, type, layout);
      for (const key of table.keys()) {
        if (prefix.sizeOf(key) > 0 && prefix.version(key) === table.version(key)) continue;
        this.failEtcd("etcd has what the source has", { etcd, prefix, key });
      }
      if (prefix.count === table.count) continue;
      for (const key of prefix.content().keys()) {
        if (table.sizeOf(key) > 0 || etcd.lessor.isAbandoned(prefix.leaseOf(key))) continue;
        this.failEtcd("deleted keys are gone", { etcd, prefix, key });
      }
    }
  }

  private checkLeftovers(reader: RemoteCluster, type: KeyType): void {
    this.count("readers have what the source has");
    const known = reader.knownKeys(type);
    const source = this.clusters.get(reader.parts.target)?.source;
    for (const key of known?.leftovers.keys() ?? []) {
      if ((source?.tables[type].sizeOf(key) ?? 0) > 0) continue;
      this.fail("deleted keys are gone", { reader, type, key, detail: "still held" });
    }
  }

  private checkHeld(reader: RemoteCluster, type: KeyType): void {
    const table = this.clusters.get(reader.parts.target)?.source.tables[type];
    if (table === undefined) return;
    const held = this.heldBy(reader)[type];
    for (const key of table.keys()) {
      const version = held.get(key);
      if (version === table.version(key)) continue;
      const detail = `holds ${version === undefined ? "nothing" : `version ${version}`}, the source has version ${table.version(key)}`;
      this.fail("readers have what the source has", { reader, type, key, detail });
    }
    if (held.size === table.count) return;
    for (const [key, version] of held) {
      if (table.sizeOf(key) > 0) continue;
      const detail = `holds version ${version}, the source has deleted it`;
      this.fail("deleted keys are gone", { reader, type, key, detail });
    }
  }

  private heldBy(reader: RemoteCluster): Held {
    let held = this.held.get(reader);
    if (held === undefined) {
      held = { nodes: new Map(), identities: new Map(), services: new Map(), ip: new Map() };
      this.held.set(reader, held);
    }
    return held;
  }

  private count(invariant: Invariant): void {
    this.checks.set(invariant, (this.checks.get(invariant) ?? 0) + 1);
  }

  private note(
    reader: RemoteCluster,
    type: KeyType,
    { key, what }: { readonly key: number; readonly what: () => string },
  ): void {
    if (this.history === undefined) return;
    const id = keyId(type, key, reader.parts.target);
    this.history.note(this.sim.nowNs, id, `${reader.parts.name}: ${what()}`);
  }

  private noteApplied(etcd: EtcdMember, prefix: Prefix, event: WatchEvent): void {
    const what = `${describe(event.valueBytes, event.version)} at revision ${etcd.revision}`;
    const text = `etcd of ${etcd.clusterId}: ${what}`;
    this.history?.note(this.sim.nowNs, `${prefix.name}#${event.key}`, text);
    const named = this.nameOf(prefix);
    if (named === undefined) return;
    const id = keyId(named.type, event.key, named.cluster);
    this.history?.note(this.sim.nowNs, id, text);
  }

  /** `cilium/state/ip/v1/cluster-001` is the ip keys of cluster-001. */
  private nameOf(prefix: Prefix): { readonly type: KeyType; readonly cluster: string } | undefined {
    const known = this.names.get(prefix);
    if (known !== undefined) return known;
    const [, , type, , cluster] = prefix.name.split("/");
    const found = KEY_TYPES.find((one) => one === type);
    if (found === undefined || cluster === undefined) return undefined;
    const name = { type: found, cluster };
    this.names.set(prefix, name);
    return name;
  }

  private failEtcd(
    invariant: Invariant,
    { etcd, prefix, key }: { readonly etcd: EtcdMember; readonly prefix: Prefix; key: number },
  ): never {
    const named = this.nameOf(prefix);
    const cluster = named?.cluster ?? "";
    const type = named?.type ?? "ip";
    const source = this.clusters.get(cluster)?.source.tables[type];
    const has = describe(prefix.sizeOf(key), prefix.version(key));
    const should = describe(source?.sizeOf(key) ?? 0, source?.version(key) ?? 0);
    const id = keyId(type, key, cluster);
    throw new InvariantViolation({
      invariant,
      reader: `etcd of ${etcd.clusterId}`,
      key: id,
      detail: `it has ${has}, the source has ${should}`,
      history: this.history?.of(id) ?? [],
    });
  }

  private fail(
    invariant: Invariant,
    what: {
      readonly reader: RemoteCluster;
      readonly type: KeyType;
      readonly key: number;
      readonly detail: string;
    },
  ): never {
    const { name, target } = what.reader.parts;
    const key = keyId(what.type, what.key, target);
    const history = this.history?.of(key) ?? [];
    throw new InvariantViolation({ invariant, reader: name, key, detail: what.detail, history });
  }
}

function keyId(type: KeyType, key: number, cluster: string): string {
  return `${type}/${key} of ${cluster}`;
}

function describe(valueBytes: number, version: number): string {
  return valueBytes > 0 ? `version ${version}` : "a deletion";
}
