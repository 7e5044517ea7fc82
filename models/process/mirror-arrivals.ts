/**
 * Events on their way from the stream to the stores of one mirror process: what waits until the reflector has come to
 * it. One record for each, used again and again, and an engine event of a named kind: the busiest way of a large mesh makes
 * no objects. Order is that of the times, and of coming within one time.
 */
import type { EventKind, Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Gate } from "../kvstore/gate.js";
import { isSent } from "../kvstore/change.js";
import type { KeyType } from "../kvstore/key-types.js";
import type { Passed } from "../kvstore/pending-changes.js";
import type { SyncStore } from "../kvstore/sync-store.js";
import { MIRROR_EVENT_NS } from "./agent-costs.js";
import type { MirrorTurns } from "./mirror-turns.js";

/** A reflector that takes in what arrived; `passed` is valid during the call only. */
export interface Reflector {
  takeIn(store: SyncStore, type: KeyType, event: WatchEvent, passed: Passed): void;
}

/** Who gets events, and whose turn it is then. */
export interface Recipient {
  readonly mirror: Reflector;
  readonly turns: MirrorTurns;
  readonly place: number;
}

/** One record; when free, its fields mean nothing. */
interface Arrival {
  reflector: Reflector;
  turns: MirrorTurns;
  turnPlace: number;
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

  /** Hands events to a reflector, for one of its stores, when it has them and has worked through what came before. */
  push(
    recipient: Recipient,
    store: SyncStore,
    type: KeyType,
    events: readonly WatchEvent[],
    passed: Passed,
  ): void {
    const { nowNs } = this.sim;
    const readyNs = Math.max(nowNs, passed.receivedNs + events.length * MIRROR_EVENT_NS);
    const atNs = recipient.turns.take(recipient.place, readyNs);
    this.schedule(recipient, store, type, events, passed, atNs);
  }

  /** The same, for a turn that was passed to the reflector before. */
  pushAt(
    recipient: Recipient,
    store: SyncStore,
    type: KeyType,
    events: readonly WatchEvent[],
    passed: Passed,
    turnNs: TimeNs,
  ): void {
    recipient.turns.awaits(recipient.place);
    this.schedule(recipient, store, type, events, passed, turnNs);
  }

  private schedule(
    { mirror: reflector, turns, place: turnPlace }: Recipient,
    store: SyncStore,
    type: KeyType,
    events: readonly WatchEvent[],
    { sourceAppliedNs, sourceSentNs, receivedNs }: Passed,
    atNs: TimeNs,
  ): void {
    const { nowNs } = this.sim;
    let place = this.free.pop();
    const record = place === undefined ? undefined : this.records[place];
    if (place === undefined || record === undefined) {
      place = this.records.length;
      this.records.push({
        reflector,
        turns,
        turnPlace,
        type,
        store,
        events,
        sourceAppliedNs,
        sourceSentNs,
        receivedNs,
      });
    } else {
      record.reflector = reflector;
      record.turns = turns;
      record.turnPlace = turnPlace;
      record.type = type;
      record.store = store;
      record.events = events;
      record.sourceAppliedNs = sourceAppliedNs;
      record.sourceSentNs = sourceSentNs;
      record.receivedNs = receivedNs;
    }
    this.sim.post(atNs - nowNs, this.kind, place);
  }

  private due(place: number): void {
    const record = this.records[place];
    if (record === undefined) return;
    record.turns.reached(record.turnPlace);
    if (this.gate.isOpen) {
      takeIn(record);
      this.free.push(place);
      return;
    }
    this.gate.pass(() => {
      takeIn(record);
      this.free.push(place);
    });
  }
}

/** The store takes events in; the reflector itself is asked only when something has to be looked up or noted first. */
function takeIn(record: Arrival): void {
  const { store } = record;
  for (const event of record.events) {
    const { key, valueBytes, version, change } = event;
    if (change === undefined || !isSent(change)) {
      record.reflector.takeIn(store, record.type, event, record);
    } else if (valueBytes > 0) {
      store.upsert(key, valueBytes, version, change, record);
    } else {
      store.delete(key, version, change, record);
    }
  }
}
