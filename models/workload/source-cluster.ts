/**
 * What one cluster exports: its nodes, identities, services and endpoint addresses, and how they change.
 * Changes are handed to whoever writes them to an etcd. Kubernetes' own delays (informers, endpoint batching) are not
 * modelled: a change starts when the clustermesh-apiserver is told of it.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { ClusterGroup } from "../../src/scenario/scenario.js";
import type { SharedContent } from "../etcd/key-columns.js";
import { freshCopy, NOT_YET, type Change, type ChangeKind } from "../kvstore/change.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import { KeyTable } from "./key-table.js";
import { identityBytes, initialBackends, ipBytes, nodeBytes, serviceBytes } from "./objects.js";

/** Somebody who is told of the changes: the informers of a process that writes them to an etcd. */
export interface SourceListener {
  changed(change: Change): void;
  /** The object that an address belonged to is gone, after the address went to another one. */
  formerOwnerGone(type: KeyType, key: number): void;
}

export class SourceCluster {
  /** Place in the mesh's list of clusters. */
  readonly index: number;
  readonly name: string;
  readonly group: ClusterGroup;
  readonly tables: Readonly<Record<KeyType, KeyTable>>;
  /** Backends by service key. */
  readonly backends = new Map<number, number>();
  /** Changes of the measured window, by type and key, oldest first: who missed them can be told. */
  private readonly recorded: Readonly<Record<KeyType, Map<number, Change[]>>> = {
    nodes: new Map(),
    identities: new Map(),
    services: new Map(),
    ip: new Map(),
  };
  private readonly initial: Partial<Record<KeyType, SharedContent>> = {};
  private readonly contents: Map<string, SharedContent>;
  private readonly listeners = new Set<SourceListener>();
  /** Changes so far, by type, in the measured window only. */
  readonly measuredChanges: Record<KeyType, number> = {
    nodes: 0,
    identities: 0,
    services: 0,
    ip: 0,
  };
  /** True while the measured window is open. */
  measuring = false;
  private readonly sim: Simulation;

  constructor(
    sim: Simulation,
    options: {
      readonly index: number;
      readonly name: string;
      readonly group: ClusterGroup;
      /** What clusters began with, by its name, for all clusters of a mesh. */
      readonly contents?: Map<string, SharedContent>;
    },
  ) {
    this.sim = sim;
    this.index = options.index;
    this.name = options.name;
    this.group = options.group;
    this.contents = options.contents ?? new Map<string, SharedContent>();
    this.tables = {
      nodes: new KeyTable(),
      identities: new KeyTable(),
      services: new KeyTable(),
      ip: new KeyTable(),
    };
    this.populate();
  }

  /** Addresses of one endpoint: 1, or 2 with dual stack. */
  get addressesPerEndpoint(): number {
    return this.group.ipv6 ? 2 : 1;
  }

  /** Keys that the cluster exports now. */
  get keyCount(): number {
    let sum = 0;
    for (const type of KEY_TYPES) sum += this.tables[type].count;
    return sum;
  }

  /** What exists before anything changes, for all who begin with a copy of it. */
  initialContent(type: KeyType): SharedContent {
    return (this.initial[type] ??= this.sharedContent(this.tables[type]));
  }

  /** An object came into being, changed or went; tells the writer. */
  emit(type: KeyType, key: number, kind: ChangeKind): void {
    const table = this.tables[type];
    if (this.measuring) this.measuredChanges[type] += 1;
    const change: Change = {
      type,
      cluster: this.index,
      key,
      kind,
      version: table.version(key),
      valueBytes: table.sizeOf(key),
      backends: type === "services" ? (this.backends.get(key) ?? 0) : 0,
      measured: this.measuring,
      changedNs: this.sim.nowNs,
      sentNs: NOT_YET,
      mirror: undefined,
      superseded: undefined,
    };
    if (this.measuring) this.record(change);
    let first = true;
    for (const listener of this.listeners) {
      // A change notes its own way: several writers need copies.
      listener.changed(first ? change : freshCopy(change));
      first = false;
    }
  }

  /** An address went to another object; some time later the news comes that the former owner is gone. */
  emitFormerOwnerGone(type: KeyType, key: number): void {
    for (const listener of this.listeners) listener.formerOwnerGone(type, key);
  }

  listen(listener: SourceListener): void {
    this.listeners.add(listener);
  }

  unlisten(listener: SourceListener): void {
    this.listeners.delete(listener);
  }

  /** Keys of a type that changed in the measured window. */
  changedKeys(type: KeyType): Iterable<readonly [key: number, changes: readonly Change[]]> {
    return this.recorded[type];
  }

  /** Copies of a key's measured changes after a version, the newest carrying the older ones; or undefined. */
  changesAfter(type: KeyType, key: number, version: number): Change | undefined {
    let newest: Change | undefined;
    for (const change of this.recorded[type].get(key) ?? []) {
      if (change.version <= version) continue;
      const copy = freshCopy(change);
      copy.superseded = newest;
      newest = copy;
    }
    return newest;
  }

  /** Clusters that began with equal objects share what tells of them. */
  private sharedContent(table: KeyTable): SharedContent {
    const name = table.contentName;
    const known = name === undefined ? undefined : this.contents.get(name);
    if (known !== undefined) return known;
    const content = table.content();
    if (name !== undefined) this.contents.set(name, content);
    return content;
  }

  private record(change: Change): void {
    const changes = this.recorded[change.type];
    const before = changes.get(change.key);
    if (before === undefined) changes.set(change.key, [change]);
    else before.push(change);
  }

  private populate(): void {
    const { group, tables } = this;
    const random = this.sim.random(`objects/${this.name}`);
    for (let i = 0; i < group.nodes; i += 1) tables.nodes.create(nodeBytes(group));
    for (let i = 0; i < group.identities; i += 1) tables.identities.create(identityBytes(random));
    for (let i = 0; i < group.services; i += 1) {
      const backends = initialBackends(random);
      this.backends.set(tables.services.create(serviceBytes(group, backends)), backends);
    }
    const addresses = group.endpoints * this.addressesPerEndpoint;
    for (let i = 0; i < addresses; i += 1) tables.ip.create(ipBytes(group));
  }
}
