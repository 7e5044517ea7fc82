/**
 * Events on their way from the stream to the stores of one mirror process: what waits until the reflector has come to
 * it. One record for each, used again and again, and an engine event of a named kind: the busiest way of a large mesh makes
 * no objects. Order is that of the times, and of coming within one time.
 */
import type { EventKind, Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Delivery } from "../etcd/watch-group.js";
import type { Gate } from "../kvstore/gate.js";
import type { KeyType } from "../kvstore/key-types.js";
import type { Passed } from "../kvstore/pending-changes.js";
import type { SyncStore } from "../kvstore/sync-store.js";

/** What arrived, and where it goes. */
export interface Reflected {
  readonly type: KeyType;
  readonly store: SyncStore;
  readonly events: readonly WatchEvent[];
}

/** A reflector that takes in what arrived; `passed` is valid during the call only. */
export interface Reflector {
  /** An event has come to it; what it does waits while its process stands still. */
  reached(): void;
  takeIn(what: Reflected, passed: Passed): void;
}

/** One record; when free, its fields mean nothing. */
interface Arrival {
  reflector: Reflector;
  type: KeyType;
  store: SyncStore;
  events: readonly WatchEvent[];
  sourceAppliedNs: TimeNs;
  sourceSentNs: TimeNs;
  receivedNs: TimeNs;
}

export class MirrorArrivals {
  private readonly sim: Simulation;
  private readonly gate: Gate;
  private readonly kind: EventKind;
  private readonly records: Arrival[] = [];
  private readonly free: number[] = [];

  constructor(sim: Simulation, gate: Gate) {
    this.sim = sim;
    this.gate = gate;
    this.kind = sim.kind("mirror", (place) => this.due(place));
  }

  /** Hands what a delivery brought to a reflector at a time that is not in the past, in whole nanoseconds. */
  push(atNs: TimeNs, reflector: Reflector, what: Reflected, delivery: Delivery): void {
    const { type, store, events } = what;
    const { appliedNs, sentLastNs, arrivedLastNs } = delivery;
    let place = this.free.pop();
    const record = place === undefined ? undefined : this.records[place];
    if (place === undefined || record === undefined) {
      place = this.records.length;
      this.records.push({
        reflector,
        type,
        store,
        events,
        sourceAppliedNs: appliedNs,
        sourceSentNs: sentLastNs,
        receivedNs: arrivedLastNs,
      });
    } else {
      record.reflector = reflector;
      record.type = type;
      record.store = store;
      record.events = events;
      record.sourceAppliedNs = appliedNs;
      record.sourceSentNs = sentLastNs;
      record.receivedNs = arrivedLastNs;
    }
    this.sim.post(atNs - this.sim.nowNs, this.kind, place);
  }

  private due(place: number): void {
    const record = this.records[place];
    if (record === undefined) return;
    record.reflector.reached();
    if (this.gate.isOpen) {
      record.reflector.takeIn(record, record);
      this.free.push(place);
      return;
    }
    this.gate.pass(() => {
      record.reflector.takeIn(record, record);
      this.free.push(place);
    });
  }
}
