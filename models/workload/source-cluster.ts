/**
 * What one cluster exports: its nodes, identities, services and endpoint addresses, and how they change.
 * Changes are handed to whoever writes them to an etcd. Kubernetes' own delays (informers, endpoint batching) are not
 * modelled: a change starts when the clustermesh-apiserver is told of it.
 */
import { assert } from "../../src/engine/assert.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { ClusterGroup } from "../../src/scenario/scenario.js";
import type { SharedContent } from "../etcd/key-columns.js";
import { WordPool } from "../etcd/word-pool.js";
import { NOT_RECORDED, SourceChange, type Change, type ChangeValues } from "../kvstore/change.js";
import { ofEachType, ofType, type KeyType } from "../kvstore/key-types.js";
import { changedKeysOf, type ChangedKeysByType } from "./changed-keys.js";
import type { ForetoldChanges } from "./foretold-changes.js";
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
  /** Backends by service key. */
  readonly backends = new Map<number, number>();
  private readonly objects: Readonly<Record<KeyType, KeyTable>>;
  /** The last change of the measured window, by type and key; it knows those before it. Who missed them can be told. */
  private readonly newest: Readonly<Record<KeyType, Map<number, SourceChange>>> = {
    nodes: new Map(),
    identities: new Map(),
    services: new Map(),
    ip: new Map(),
  };
  private readonly initial: Partial<Record<KeyType, SharedContent>> = {};
  private readonly listeners = new Set<SourceListener>();
  /** Told of all changes, to write them down; returns the row of each. */
  private readonly onChange: ((change: ChangeValues) => number) | undefined;
  /** What changes, when that was simulated elsewhere: nothing happens here then. */
  private readonly foretold: ForetoldChanges | undefined;
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
      readonly onChange?: ((change: ChangeValues) => number) | undefined;
      readonly foretold?: ForetoldChanges | undefined;
    },
  ) {
    this.sim = sim;
    this.index = options.index;
    this.name = options.name;
    this.group = options.group;
    const pool = new WordPool();
    const table = (): KeyTable => new KeyTable(options.contents, pool);
    this.objects = ofEachType(table);
    this.onChange = options.onChange;
    this.foretold = options.foretold;
    this.populate();
  }

  /** What happens in the cluster was simulated elsewhere, and nothing may be changed here. */
  get isForetold(): boolean {
    return this.foretold !== undefined;
  }

  /** The objects that exist now. */
  get tables(): Readonly<Record<KeyType, KeyTable>> {
    this.catchUp();
    return this.objects;
  }

  /** Addresses of one endpoint: 1, or 2 with dual stack. */
  get addressesPerEndpoint(): number {
    return this.group.ipv6 ? 2 : 1;
  }

  /** What exists before anything changes, for all who begin with a copy of it. */
  initialContent(type: KeyType): SharedContent {
    return (this.initial[type] ??= this.objects[type].content());
  }

  /** An object came into being, changed or went; tells the writer. */
  emit(type: KeyType, key: number): void {
    const table = ofType(this.objects, type);
    const values = {
      type,
      key,
      version: table.version(key),
      valueBytes: table.sizeOf(key),
      backends: type === "services" ? (this.backends.get(key) ?? 0) : 0,
      measured: this.measuring,
      changedNs: this.sim.nowNs,
      row: NOT_RECORDED,
    };
    if (this.onChange !== undefined) values.row = this.onChange(values);
    const change = this.recorded(values);
    let first = true;
    for (const listener of this.listeners) {
      // A change notes its own way: several writers need copies.
      listener.changed(first ? change : new SourceChange(change));
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

  /** Keys of a type that changed in the measured window, each with the newest of its changes. */
  changedKeys(type: KeyType): Iterable<readonly [key: number, newest: SourceChange]> {
    this.catchUp();
    return this.newest[type];
  }

  /** Copies of a key's measured changes after a version, the newest carrying the older ones; or undefined. */
  changesAfter(type: KeyType, key: number, version: number): Change | undefined {
    this.catchUp();
    let newest: Change | undefined;
    let oldest: Change | undefined;
    for (let one = this.newest[type].get(key); one !== undefined; one = one.previous) {
      if (one.version <= version) break;
      const copy = new SourceChange(one);
      if (oldest === undefined) newest = copy;
      else oldest.superseded = copy;
      oldest = copy;
    }
    return newest;
  }

  /** Those of the measured window, as they stand now; where they are foretold, as they stand in the end. */
  get changedInWindow(): ChangedKeysByType {
    return this.foretold?.changedKeys ?? changedKeysOf(this);
  }

  private recorded(values: ChangeValues): SourceChange {
    const { type, key, measured } = values;
    if (!measured) return new SourceChange(values);
    const newest = ofType(this.newest, type);
    const change = new SourceChange(values, newest.get(key));
    newest.set(key, change);
    this.measuredChanges[type] += 1;
    return change;
  }

  private catchUp(): void {
    const { foretold, sim } = this;
    if (foretold !== undefined) for (const one of foretold.take(sim.nowNs)) this.happened(one);
  }

  /** A change that was foretold. */
  private happened(change: ChangeValues): void {
    const { type, key, version, valueBytes } = change;
    const table = ofType(this.objects, type);
    if (version === 1) table.create(valueBytes);
    else if (valueBytes === 0) table.delete(key);
    else table.update(key, valueBytes);
    assert(table.version(key) === version, "what is foretold follows from what there was");
    this.recorded(change);
  }

  private populate(): void {
    const { group, objects: tables } = this;
    const random = this.sim.random(`objects/${this.name}`);
    tables.nodes.fill(group.nodes, nodeBytes(group));
    for (let i = 0; i < group.identities; i += 1) tables.identities.create(identityBytes(random));
    for (let i = 0; i < group.services; i += 1) {
      const backends = initialBackends(random);
      this.backends.set(tables.services.create(serviceBytes(group, backends)), backends);
    }
    tables.ip.fill(group.endpoints * this.addressesPerEndpoint, ipBytes(group));
  }
}
