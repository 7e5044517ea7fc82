/**
 * The requests of one etcd client, each from its place in the limiter to its answer: limiter, half a trip, the etcd, half
 * a trip back. A request that fails because the etcd's process is away has the same way.
 * There are millions of them, so the object of one that was answered serves another. Which lease a key gets is the lease
 * manager's business.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `Update`, `Delete`.
 */
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { PutRequest, PutResult } from "../etcd/requests.js";
import type { Change } from "./change.js";
import type { Gate } from "./gate.js";
import type { LeaseManager, LeaseUser } from "./lease-manager.js";
import type { Limiter, LimiterUser } from "./limiter.js";

/** Somebody who writes a key. */
export interface Writer {
  /** The limiter let a request go that tells of a change. */
  sent?(change: Change): void;
  /** The answer is back; with the lease that the key hangs on now. */
  done(result: PutResult, lease: number): void;
}

interface EtcdCallsParts {
  readonly etcd: EtcdMember;
  readonly limiter: Limiter;
  readonly gate: Gate;
  readonly leases: LeaseManager;
  readonly halfTripNs: TimeNs;
}

const NOWHERE = -1;
/** Stands in a request that deletes a whole prefix. */
const NO_EVENT: WatchEvent = { key: 0, valueBytes: 0, version: 0, change: undefined };

/** One request. */
class EtcdCall implements PutRequest, LeaseUser, LimiterUser {
  static readonly sends = recipientsOf<EtcdCall>(
    "put sent",
    (recipients) => (place) => recipients.take(place)?.arrived(),
  );
  static readonly answers = recipientsOf<EtcdCall>(
    "put answered",
    (recipients) => (place) => recipients.take(place)?.answered(),
  );
  prefix: Prefix;
  event: WatchEvent;
  writer: Writer;
  lease = 0;
  leaseKeys = 0;
  /** It deletes the whole prefix instead of putting something. */
  deletesPrefix = false;
  /** Where it stands among those that the etcd has not answered, or NOWHERE, and how many came to the etcd before it. */
  place = NOWHERE;
  arrival = 0;
  private result: PutResult = "ok";
  private readonly calls: EtcdCalls;

  constructor(calls: EtcdCalls, prefix: Prefix, event: WatchEvent, writer: Writer) {
    this.calls = calls;
    this.prefix = prefix;
    this.event = event;
    this.writer = writer;
  }

  /** It has a lease, or needs none. */
  leased(lease: number, leaseKeys: number): void {
    if (lease === 0 && this.event.valueBytes > 0) {
      this.writer.done("unavailable", 0);
      return;
    }
    this.lease = lease;
    this.leaseKeys = leaseKeys;
    this.calls.parts.limiter.admit(this);
  }

  /** The etcd's answer leaves it, or the connection broke. */
  done(result: PutResult): void {
    if (this.place === NOWHERE && result !== "unavailable") return;
    this.calls.removeUnanswered(this);
    this.result = result;
    this.calls.answers.post(this.calls.parts.halfTripNs, this);
  }

  admitted(): void {
    const { gate } = this.calls.parts;
    if (gate.isOpen) this.send();
    else gate.pass(() => this.send());
  }

  private arrived(): void {
    const { gate, etcd } = this.calls.parts;
    if (gate.hasEnded) return;
    if (!this.calls.connected) {
      this.done("unavailable");
      return;
    }
    this.calls.addUnanswered(this);
    if (this.deletesPrefix) etcd.deletePrefix(this.prefix, (result) => this.done(result));
    else etcd.put(this);
  }

  private answered(): void {
    const { gate } = this.calls.parts;
    if (gate.isOpen) this.take();
    else gate.pass(() => this.take());
  }

  private send(): void {
    const { change } = this.event;
    // Nobody is asked of millions of keys that existed before the clock started.
    if (change !== undefined) this.writer.sent?.(change);
    this.calls.sends.post(this.calls.parts.halfTripNs, this);
  }

  private take(): void {
    const { writer, result, lease } = this;
    const { limiter, leases } = this.calls.parts;
    // What was told that the connection broke may still be known to the etcd.
    if (result === "ok") this.calls.free(this);
    limiter.release();
    if (result === "lease not found") leases.lost(lease);
    writer.done(result, lease);
  }
}

export class EtcdCalls {
  readonly parts: EtcdCallsParts;
  /** Those on their way to the etcd, and back. */
  readonly sends: Recipients<EtcdCall>;
  readonly answers: Recipients<EtcdCall>;
  /** False while the etcd's process is away. */
  connected = true;
  private readonly unused: EtcdCall[] = [];
  /** What the etcd has and did not answer, in no order. */
  private unanswered: EtcdCall[] = [];
  private arrivals = 0;

  constructor(sim: Simulation, parts: EtcdCallsParts) {
    this.parts = parts;
    this.sends = EtcdCall.sends(sim);
    this.answers = EtcdCall.answers(sim);
  }

  /** A put or a delete, which begins when it is told its lease. */
  put(prefix: Prefix, event: WatchEvent, writer: Writer): EtcdCall {
    const call = this.unused.pop();
    if (call === undefined) return new EtcdCall(this, prefix, event, writer);
    call.prefix = prefix;
    call.event = event;
    call.writer = writer;
    return call;
  }

  deletePrefix(prefix: Prefix, done: (result: PutResult) => void): void {
    const call = new EtcdCall(this, prefix, NO_EVENT, { done });
    call.deletesPrefix = true;
    call.leased(0, 0);
  }

  /** The etcd's process ended: what it did not answer failed, in the order in which it had come. */
  serverEnded(): void {
    this.connected = false;
    const failed = this.unanswered.sort((a, b) => a.arrival - b.arrival);
    this.forget();
    for (const call of failed) call.done("unavailable");
  }

  /** Nobody waits for what is under way any more. */
  forget(): void {
    for (const call of this.unanswered) call.place = NOWHERE;
    this.unanswered = [];
  }

  addUnanswered(call: EtcdCall): void {
    call.place = this.unanswered.length;
    call.arrival = this.arrivals;
    this.arrivals += 1;
    this.unanswered.push(call);
  }

  removeUnanswered(call: EtcdCall): void {
    if (call.place === NOWHERE) return;
    const last = this.unanswered.pop();
    if (last !== undefined && last !== call) {
      this.unanswered[call.place] = last;
      last.place = call.place;
    }
    call.place = NOWHERE;
  }

  /** Nobody refers to this one any more: it may serve again. */
  free(call: EtcdCall): void {
    if (!call.deletesPrefix) this.unused.push(call);
  }
}
