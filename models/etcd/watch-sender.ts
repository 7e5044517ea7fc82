/**
 * What becomes of a watch response once the hub has queued it: CPU of the sender, the NIC, the path to the reader, and
 * its place in the stream's channel until it has left. A response to n members is n sends. A Go client answers each
 * with a window update and a ping; what etcd spends on those comes after the response, but keeps the cores busy.
 * Real behaviour: etcd-io/etcd v3.6.14 server/etcdserver/api/v3rpc/watch.go `sendLoop`.
 */
import type { Link } from "../../src/engine/link.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { CorePool } from "./core-pool.js";
import type { CostProfile } from "./costs.js";
import type { EtcdCounters } from "./counters.js";
import type { Prefix, WatchEvent } from "./keyspace.js";
import { SendBatch, type SentPart } from "./send-batch.js";
import { isSameWatch, type Delivery, type StreamGroup, type WatchGroup } from "./watch-group.js";
import { deleteEventBytes, FURTHER_EVENT_BYTES, putEventBytes, wireBytes } from "./wire-size.js";

/** A response that leaves within this time sits in the socket's buffer, not in the channel. Confidence: assumed. */
const SOCKET_BUFFER_NS: TimeNs = 1_000_000;
/** Up to here a connection's cost does not depend on how many others are touched (see costs). */
const WARM_CONNECTIONS = 100;

export interface WatchSenderParts {
  readonly sim: Simulation;
  readonly pool: CorePool;
  readonly nic: Link;
  readonly costs: CostProfile;
  readonly tls: boolean;
  readonly counters: EtcdCounters;
}

/** One response to all members of a group, on its way. */
class GroupResponse extends SendBatch {
  readonly group: WatchGroup;
  readonly events: readonly WatchEvent[];
  readonly revision: number;
  readonly appliedNs: TimeNs;
  readonly wire: number;
  /** Members of other parts of the group that come before these. */
  readonly firstMember: number;
  private readonly sender: WatchSender;

  constructor(
    sender: WatchSender,
    response: Response,
    group: WatchGroup,
    revision: number,
    appliedNs: TimeNs,
  ) {
    super(group.members, response.costNs);
    this.sender = sender;
    this.events = response.events;
    this.wire = response.wire;
    this.group = group;
    this.revision = revision;
    this.appliedNs = appliedNs;
    this.firstMember = membersBefore(group);
  }

  told(part: SentPart, last: boolean): void {
    this.sender.sent(this, part, last);
  }
}

/** One response: what it weighs and what it costs. */
interface Response {
  events: readonly WatchEvent[];
  touched: number;
  bytes: number;
  wire: number;
  /** Changes of the measured window in it. */
  measured: number;
  /** CPU until it is sent; neither what comes after it nor the collection of its garbage. */
  costNs: number;
}

const NO_EVENTS: readonly WatchEvent[] = [];

export class WatchSender {
  private readonly parts: WatchSenderParts;
  /** CPU of what readers answer to a response. */
  private readonly afterNs: number;
  /** The last response, used again and again. */
  private readonly last: Response = {
    events: NO_EVENTS,
    touched: 0,
    bytes: 0,
    wire: 0,
    measured: 0,
    costNs: 0,
  };
  /** What a reader is told, used again and again. */
  private readonly delivery: { -readonly [Field in keyof Delivery]: Delivery[Field] } = {
    fromMember: 0,
    isWhole: true,
    revision: 0,
    appliedNs: 0,
    sentFirstNs: 0,
    sentLastNs: 0,
    arrivedFirstNs: 0,
    arrivedLastNs: 0,
  };

  constructor(parts: WatchSenderParts) {
    this.parts = parts;
    this.afterNs = answeredNs(parts.costs, parts.tls);
  }

  /** Queues one response for each member: CPU of the sender, then the NIC, then the path to the reader. */
  send(group: WatchGroup, events: readonly WatchEvent[], touched: number, revision: number): void {
    const { pool, sim, counters } = this.parts;
    const { stream, members } = group;
    const response = this.responseOf(group.prefix, events, touched);
    const { bytes, wire, measured } = response;
    counters.events += members * events.length;
    counters.sentBytes += members * bytes;
    if (stream.isCrossCluster) {
      counters.crossClusterBytes += members * wire;
      counters.changeCopies += members * measured;
      counters.changeBytes += (members * wire * measured) / events.length;
    }
    stream.outstanding += 1;
    pool.garbage?.allocate("send", members * this.parts.costs.values.garbagePerSend);
    pool.queue(new GroupResponse(this, response, group, revision, sim.nowNs));
  }

  /** A part of a response has left the cores. */
  sent(response: GroupResponse, part: SentPart, last: boolean): void {
    const { pool, nic, sim } = this.parts;
    const { wire, group } = response;
    const { stream } = group;
    const { units } = part;
    if (this.afterNs > 0) pool.answer(units * this.afterNs, part.firstNs);
    if (stream.closed) return;
    let link = nic;
    link.pass(part.firstNs, part.lastNs, units, wire);
    if (stream.path.link !== undefined) {
      link = stream.path.link;
      link.pass(nic.firstArrivesNs, nic.lastArrivesNs, units, wire);
    }
    if (stream.isStalled) {
      this.stall(response, part, last);
      return;
    }
    const outNs = link.lastArrivesNs;
    if (last) {
      // What leaves late holds the stream's flow-control window, and so the response's place in the channel.
      if (outNs <= sim.nowNs + SOCKET_BUFFER_NS) stream.outstanding -= 1;
      else this.leaveLater(stream, outNs);
    }
    this.deliver(response, part, link.firstArrivesNs, outNs);
  }

  /** A stalled group gets its response as a whole: the first parts of a burst went through before. */
  private stall(response: GroupResponse, part: SentPart, last: boolean): void {
    const { stream } = response.group;
    const { fromUnit, units, firstNs, lastNs } = part;
    const later = (nowNs: TimeNs): void =>
      this.deliver(response, { fromUnit, units, firstNs, lastNs }, nowNs, nowNs);
    if (last) stream.wait(response.wire, later);
    else stream.stallPart(later);
  }

  private leaveLater(stream: StreamGroup, outNs: TimeNs): void {
    this.parts.sim.scheduleAt(outNs, () => (stream.outstanding -= 1), "etcd stream drained");
  }

  /** Tells the readers of a part that leaves the network between two moments. */
  private deliver(
    response: GroupResponse,
    part: SentPart,
    leavesFirstNs: TimeNs,
    leavesLastNs: TimeNs,
  ): void {
    const { delivery } = this;
    const { group } = response;
    group.stream.heardNs = this.parts.sim.nowNs;
    delivery.fromMember = response.firstMember + part.fromUnit;
    delivery.isWhole = !group.wasSplit;
    delivery.revision = response.revision;
    delivery.appliedNs = response.appliedNs;
    delivery.sentFirstNs = part.firstNs;
    delivery.sentLastNs = part.lastNs;
    delivery.arrivedFirstNs = group.stream.arrivalNs(leavesFirstNs);
    delivery.arrivedLastNs = group.stream.arrivalNs(leavesLastNs);
    group.sink.told(group.token, response.events, part.units, delivery);
  }

  /** What one response is like. A change goes to many groups one after another: it is worked out for the first. */
  private responseOf(prefix: Prefix, events: readonly WatchEvent[], touched: number): Response {
    const { last } = this;
    if (last.events === events && last.touched === touched) return last;
    const { costs, tls } = this.parts;
    const bytes = responseBytes(prefix.keyBytes, events);
    const { garbagePerSend, collectPerByte } = costs.values;
    const laterNs = this.afterNs + garbagePerSend * collectPerByte;
    last.events = events;
    last.touched = touched;
    last.bytes = bytes;
    last.wire = wireBytes(bytes, tls);
    last.measured = 0;
    for (const { change } of events) if (change?.measured === true) last.measured += 1;
    last.costNs = Math.max(1, sendNs(costs, tls, touched, bytes) - laterNs);
    return last;
  }
}

/** The part of a response's CPU that comes after it: a window update and a ping, by which a Go client answers. */
export function answeredNs({ values }: CostProfile, tls: boolean): number {
  return tls ? values.sendAnsweredTls : values.sendAnsweredPlaintext;
}

/** CPU of one response. It grows with the connections that the same change touches: their state leaves the caches. */
export function sendNs(costs: CostProfile, tls: boolean, touched: number, bytes: number): number {
  const c = costs.values;
  const decades = Math.max(0, Math.log10(touched / WARM_CONNECTIONS));
  return (
    (tls ? c.sendTls : c.sendPlaintext) +
    c.sendPerDecadeOfConnections * decades +
    (tls ? c.sendPerByteTls : c.sendPerBytePlaintext) * bytes
  );
}

function responseBytes(keyBytes: number, events: readonly WatchEvent[]): number {
  let bytes = 0;
  for (const [index, event] of events.entries()) {
    if (index > 0) bytes += FURTHER_EVENT_BYTES + keyBytes + event.valueBytes;
    else if (event.valueBytes > 0) bytes += putEventBytes(keyBytes, event.valueBytes);
    else bytes += deleteEventBytes(keyBytes);
  }
  return bytes;
}

/** Where a part of a group that was split begins: its readers come after those of the parts before it. */
function membersBefore(group: WatchGroup): number {
  if (!group.wasSplit) return 0;
  let sum = 0;
  for (const one of group.stream.groups) {
    if (one === group) break;
    if (isSameWatch(one, group)) sum += one.members;
  }
  return sum;
}
