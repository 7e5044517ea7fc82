/**
 * Tells the mirrors of receiving clusters what the sources of their mesh sent them, from the record of another
 * simulation. Times are those of the record, so a mirror gets everything when its place in the cohort got it.
 */
import type { EventKind, Simulation } from "../../src/engine/simulation.js";
import { KeyContent } from "../etcd/key-content.js";
import type { TimeNs } from "../../src/engine/time.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import type { Moment } from "../network/moment.js";
import { noResponse } from "../etcd/written-event.js";
import type { MirrorFan } from "../process/mirror-fan.js";
import { MirrorRecordReader, TOLD } from "./mirror-record.js";
import type { SourcesRecord } from "./sources-record.js";
import { ToldEvents } from "./told-events.js";

export class ToldMirrors {
  private readonly sim: Simulation;
  private readonly record: SourcesRecord;
  private readonly reader: MirrorRecordReader;
  private readonly events: ToldEvents;
  /** A response, used again and again. */
  private readonly response = noResponse();
  /** Entries up to this time are told when they are due. */
  private untilNs: TimeNs = -1;
  private isWaiting = false;
  private readonly fans: MirrorFan[] = [];
  /** The first and the last mirror of each fan, side by side: each entry of the record is held against them. */
  private readonly first: number[] = [];
  private readonly last: number[] = [];
  private readonly kind: EventKind;
  private readonly onReady: (cluster: number) => void;

  /** @param onReady is told of clusters whose new kvstoremesh is ready, by index. */
  constructor(sim: Simulation, record: SourcesRecord, onReady: (cluster: number) => void) {
    this.sim = sim;
    this.onReady = onReady;
    this.record = record;
    this.reader = new MirrorRecordReader(record.mirrors);
    this.events = new ToldEvents(record);
    this.kind = sim.kind("record", () => this.due());
  }

  /** The next fan in the order in which the recorded ones were wired. */
  add(fan: MirrorFan): void {
    this.set(this.fans.length, fan);
  }

  private set(place: number, fan: MirrorFan): void {
    const { first, last } = fan.places ?? { first: Infinity, last: -1 };
    this.fans[place] = fan;
    this.first[place] = first;
    this.last[place] = last;
  }

  /**
   * The simulation goes on up to a time, and everything that is to be told by then is told when it is due. What is later
   * is not looked at: the record may still be written, and how far it is must not make a difference.
   */
  goTo(untilNs: TimeNs): void {
    this.record.reach(untilNs);
    this.untilNs = untilNs;
    this.reader.look();
    if (!this.isWaiting) this.wait();
  }

  /** Everything was told. */
  get isThrough(): boolean {
    return this.record.isComplete && this.reader.nextNs === Infinity;
  }

  private wait(): void {
    const { reader, sim } = this;
    while (reader.nextNs <= this.untilNs && this.concernsNobody()) reader.skip();
    this.isWaiting = reader.nextNs <= this.untilNs;
    if (this.isWaiting) sim.postAt(Math.max(sim.nowNs, reader.nextNs), this.kind);
  }

  private due(): void {
    const { reader, sim } = this;
    while (reader.nextNs <= sim.nowNs) {
      if (this.concernsNobody()) reader.skip();
      else this.tell();
    }
    this.wait();
  }

  /** The next entry is a response to members of a cohort that are not simulated here: most are, in a large mesh. */
  private concernsNobody(): boolean {
    const { reader } = this;
    if (reader.nextTold !== TOLD.changed) return false;
    const fan = reader.peek(1);
    const from = reader.peek(2);
    return (this.last[fan] ?? -1) < from || (this.first[fan] ?? Infinity) >= from + reader.peek(3);
  }

  private tell(): void {
    const { reader } = this;
    reader.open();
    const { told } = reader;
    if (told === TOLD.ready) {
      this.onReady(reader.next());
      return;
    }
    const place = reader.next();
    const fan = this.fan(place);
    switch (told) {
      case TOLD.connected:
        fan.connected();
        break;
      case TOLD.listed:
        this.listed(fan);
        break;
      case TOLD.synced:
        fan.synced(this.type(), this.moment());
        break;
      case TOLD.changed:
        this.changed(fan);
        break;
      case TOLD.removed:
        fan.removed();
        break;
      case TOLD.drained:
        fan.drained(this.type(), this.keys());
        break;
      case TOLD.forked: {
        const part = fan.fork(reader.next());
        this.set(place, fan);
        this.set(reader.next(), part);
        break;
      }
      case TOLD.absorbed: {
        const joining = reader.next();
        fan.absorb(this.fan(joining));
        this.set(place, fan);
        this.set(joining, this.fan(joining));
        break;
      }
    }
  }

  private listed(fan: MirrorFan): void {
    const { reader } = this;
    const type = this.type();
    const moment = this.moment();
    const count = reader.next();
    const content = this.content();
    // A key that nobody asked about then has changed since: nothing of it was missed.
    const known = new Map<number, number>();
    const before = { versionOf: (key: number) => known.get(key) ?? Infinity };
    const noteKnown = (): readonly number[] =>
      Array.from({ length: reader.next() }, () => {
        const key = reader.next();
        known.set(key, reader.next());
        return key;
      });
    const vanished = noteKnown();
    noteKnown();
    fan.listed(type, { count, content }, { vanished, before, moment });
  }

  private changed(fan: MirrorFan): void {
    const { reader, response } = this;
    const { entryPlace } = reader;
    const events = this.events.eventsOf(entryPlace, reader.events);
    this.events.responseAt(entryPlace, response);
    fan.changed(this.type(), events, response.members, response);
  }

  private content(): KeyContent {
    const length = this.reader.next();
    const versions = new Uint32Array(length);
    const sizes = new Uint32Array(length);
    for (let key = 0; key < length; key += 1) {
      versions[key] = this.reader.next();
      sizes[key] = this.reader.next();
    }
    return new KeyContent({ length, versions, sizes });
  }

  private keys(): readonly number[] {
    return Array.from({ length: this.reader.next() }, () => this.reader.next());
  }

  private type(): KeyType {
    const type = KEY_TYPES[this.reader.type];
    if (type === undefined) throw new Error("a record should name types that there are");
    return type;
  }

  private moment(): Moment {
    return { firstNs: this.reader.next(), lastNs: this.reader.next() };
  }

  private fan(place: number): MirrorFan {
    const fan = this.fans[place];
    if (fan === undefined) throw new Error(`fan ${place} of the record should have been wired`);
    return fan;
  }
}
