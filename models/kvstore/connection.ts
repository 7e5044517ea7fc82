/**
 * The gRPC connections of n like clients to the etcds behind one Service: dial, TLS, keepalive, back-off, and what
 * happens to messages while the path is cut or one side stands still.
 * A ramp of members is carried through; the jitter of a back-off takes a group apart.
 * Not modelled: DNS, several addresses per client, HTTP/2 GOAWAY, unary retries (a call fails with its connection).
 * Real behaviour: grpc-go internal/backoff, keepalive; cilium v1.20.0 pkg/kvstore/etcd.go keepalive 15 s + 25 s.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Peer } from "../etcd/requests.js";
import { StreamGroup } from "../etcd/watch-group.js";
import { shifted, type Moment } from "../network/moment.js";
import type { PathUser } from "../network/path.js";
import { backOffNs } from "./back-off.js";
import type { ConnectionParts } from "./connection-parts.js";
import {
  DIAL_TIMEOUT_NS,
  JITTER_PARTS,
  SERVER_GIVES_UP_NS,
  SYN_RETRIES_NS,
  keepaliveDeadNs,
  lostForNs,
  sentAgainNs,
} from "./connection-times.js";
import { shakeHands } from "./handshake.js";
import { StateMachine } from "./state-machine.js";
import { CONNECTION, type ConnectionState } from "./transitions.js";

export class Connection implements Peer, PathUser {
  members: number;
  /** The etcd at the other end; undefined while there is none. */
  etcd: EtcdMember | undefined;
  stream: StreamGroup;
  private readonly sim: Simulation;
  private readonly parts: ConnectionParts;
  private readonly machine: StateMachine<ConnectionState>;
  /** Callbacks of an earlier connection are dropped. */
  private epoch = 0;
  private failures = 0;
  /** Rank of the jitter, once it matters: for what is left of a group that fell apart, the lowest part's. */
  private rank: number | undefined;
  private readonly stallReasons = new Set<"path" | "server" | "client">();
  private stalledSinceNs: TimeNs = 0;
  private heldMessages: (() => void)[] = [];
  private lastHeardNs: TimeNs = 0;

  constructor(sim: Simulation, parts: ConnectionParts) {
    this.sim = sim;
    this.parts = parts;
    this.members = parts.members;
    const { transitions: counts } = parts;
    this.machine = new StateMachine(CONNECTION, { initial: "closed", counts });
    this.stream = this.newStream();
  }

  get isReady(): boolean {
    return this.machine.state === "ready";
  }

  /** Nothing gets through at the moment. */
  get isStalled(): boolean {
    return this.stallReasons.size > 0 || this.stream.isStalled;
  }

  get oneWayNs(): TimeNs {
    return this.parts.path.oneWayNs;
  }

  /** Starts to dial. */
  open(): void {
    this.machine.take("open");
    this.parts.path.use(this);
    if (this.parts.path.isCut) this.stallReasons.add("path");
    this.dial({ firstNs: this.sim.nowNs, lastNs: this.sim.nowNs });
  }

  /** As `open`, for members that have failed so many times and wait until `waiting`. */
  openWaiting(waiting: Moment, failures: number): void {
    this.machine.take("open");
    this.parts.path.use(this);
    if (this.parts.path.isCut) this.stallReasons.add("path");
    this.machine.take("refused");
    this.failures = failures;
    this.redialAt(waiting);
  }

  /** Begins connected, to the etcd that a dial would reach now. */
  openReady(): void {
    const { service, ordinal, path } = this.parts;
    const target = service.pick(ordinal);
    if (target === undefined) throw new Error("an etcd should be ready");
    path.use(this);
    this.machine.state = "ready";
    this.etcd = target;
    target.peers.attach(this);
    target.sessions.addConnections(this.stream, this.members);
  }

  /** The client closes the connection and forgets it. */
  close(): void {
    if (this.machine.state === "closed") return;
    this.machine.take("close");
    this.disconnect();
    this.parts.path.leave(this);
    this.stallReasons.clear();
    this.heldMessages = [];
  }

  /** Some members leave: their processes ended. */
  shrink(members: number): void {
    this.members -= members;
    if (this.etcd === undefined) this.stream.members -= members;
    else this.etcd.shrinkStream(this.stream, members);
  }

  /** Takes over the connections of other clients in equal state. */
  absorb(other: Connection): void {
    this.members += other.members;
    this.etcd?.hub.merge(other.stream, this.stream);
    this.etcd?.peers.detach(other);
    other.etcd = undefined;
    other.close();
  }

  /** The clients stand still (true), or go on: they read nothing meanwhile. */
  freezeClient(frozen: boolean): void {
    if (frozen) this.stall("client");
    else this.unstall("client");
  }

  /**
   * Runs `action` when a message that is sent now arrives, `delayNs` later; never when the connection is gone by
   * then. While nothing gets through, messages wait.
   */
  carry(delayNs: TimeNs, action: () => void, label: string): void {
    const { epoch } = this;
    const arrive = (): void => {
      if (epoch !== this.epoch) return;
      if (this.stallReasons.size > 0) {
        this.heldMessages.push(arrive);
        return;
      }
      this.lastHeardNs = this.sim.nowNs;
      action();
    };
    const { path } = this.parts;
    const lateNs = path.loss === 0 ? 0 : this.lossDelayNs();
    this.sim.schedule(delayNs + lateNs, arrive, label);
  }

  serverEnded(): void {
    const { epoch } = this;
    // The server forgot us; a reset travels back, unless the path is cut.
    const reset = (): void => {
      if (epoch !== this.epoch || this.machine.state !== "ready") return;
      this.stallReasons.delete("server");
      // Who cannot be reached, or stands still, learns of it later.
      if (this.stallReasons.size > 0) return;
      this.lost("reset by peer");
    };
    this.stream.closed = true;
    this.sim.schedule(this.oneWayNs, reset, "connection reset");
  }

  serverFrozen(frozen: boolean): void {
    if (frozen) this.stall("server");
    else this.unstall("server");
  }

  pathCut(): void {
    this.stall("path");
  }

  pathHealed(): void {
    this.unstall("path");
  }

  private dial(moment: Moment): void {
    const target = this.parts.service.pick(this.parts.ordinal);
    if (this.parts.path.isCut || target?.frozen === true) {
      this.dialInVain(moment);
      return;
    }
    const { epoch } = this;
    if (target === undefined) {
      const refused = (): void => {
        if (epoch === this.epoch && this.machine.state === "dialing") this.refused(moment);
      };
      this.sim.scheduleAt(this.sim.nowNs + 2 * this.oneWayNs, refused, "refused");
      return;
    }
    shakeHands(this.sim, {
      target,
      oneWayNs: this.oneWayNs,
      moment,
      members: () =>
        epoch === this.epoch && this.machine.state === "dialing" ? this.members : undefined,
      isCutOff: () => !target.up || this.parts.path.isCut,
      refused: (when) => this.refused(when),
      ready: (when) => this.establish(target, when),
    });
  }

  private establish(target: EtcdMember, moment: Moment): void {
    const { epoch } = this;
    const established = (): void => {
      if (epoch !== this.epoch || this.machine.state !== "dialing") return;
      if (!target.up || this.parts.path.isCut) {
        this.refused(moment);
        return;
      }
      this.machine.take("established");
      this.failures = 0;
      this.rank = undefined;
      this.etcd = target;
      this.stream = this.newStream();
      if (this.stallReasons.size > 0) this.stream.stall();
      this.lastHeardNs = this.sim.nowNs;
      target.peers.attach(this);
      target.sessions.addConnections(this.stream, this.members);
      this.parts.onReady(moment);
    };
    this.sim.scheduleAt(Math.max(this.sim.nowNs, moment.firstNs), established, "connected");
  }

  /** Nobody answers: either the path heals in time for a repeated SYN, or the dial times out. */
  private dialInVain(moment: Moment): void {
    const { epoch } = this;
    const startNs = Math.max(this.sim.nowNs, moment.firstNs);
    const waiting = (): boolean => epoch === this.epoch && this.machine.state === "dialing";
    let over = false;
    for (const retryNs of SYN_RETRIES_NS) {
      const again = (): void => {
        const target = this.parts.service.pick(this.parts.ordinal);
        if (over || !waiting() || this.parts.path.isCut || target?.frozen === true) return;
        over = true;
        this.dial(shifted(moment, this.sim.nowNs - moment.firstNs));
      };
      if (retryNs > 0) this.sim.scheduleAt(startNs + retryNs, again, "syn again");
    }
    const timeout = (): void => {
      if (over || !waiting()) return;
      over = true;
      this.machine.take("dial timeout");
      this.backOff(shifted(moment, DIAL_TIMEOUT_NS), DIAL_TIMEOUT_NS);
    };
    this.sim.scheduleAt(startNs + DIAL_TIMEOUT_NS, timeout, "dial timeout");
  }

  private refused(moment: Moment): void {
    this.machine.take("refused");
    this.backOff(moment, 0);
  }

  /**
   * The back-off runs from the start of an attempt. Each client has a jitter of its own: a group falls apart into
   * parts that are spread evenly, and which join again later.
   */
  private backOff(tried: Moment, spentNs: TimeNs): void {
    this.failures += 1;
    const { failures } = this;
    const wait = (rank: number): Moment =>
      shifted(tried, Math.max(0, backOffNs(failures, rank) - spentNs));
    const { jitterRank, name } = this.parts;
    if (this.members === 1 || jitterRank !== undefined || this.rank !== undefined) {
      this.rank ??= jitterRank ?? this.sim.random(`redial/${name}`).next();
      this.redialAt(wait(this.rank));
      return;
    }
    const parts = Math.min(JITTER_PARTS, this.members);
    const all = this.members;
    for (let part = parts - 1; part > 0; part -= 1) {
      const size = Math.floor(((part + 1) * all) / parts) - Math.floor((part * all) / parts);
      const rank = (part + 0.5) / parts;
      this.shrink(size);
      this.parts.onSplit({ members: size, waiting: wait(rank), failures, jitterRank: rank });
    }
    this.rank = 0.5 / parts;
    this.parts.onRanked(this.rank);
    this.redialAt(wait(this.rank));
  }

  private redialAt(moment: Moment): void {
    const { epoch } = this;
    const redial = (): void => {
      if (epoch !== this.epoch || this.machine.state !== "back-off") return;
      this.machine.take("redial");
      this.dial({ firstNs: this.sim.nowNs, lastNs: Math.max(this.sim.nowNs, moment.lastNs) });
    };
    this.sim.scheduleAt(Math.max(this.sim.nowNs, moment.firstNs), redial, "redial");
  }

  private lost(event: "reset by peer" | "keepalive timeout"): void {
    this.machine.take(event);
    this.disconnect();
    this.parts.onLost();
    // An owner that gave up on hearing so has closed the connection.
    if (this.machine.state === "dialing") {
      this.dial({ firstNs: this.sim.nowNs, lastNs: this.sim.nowNs });
    }
  }

  /** Ends the present connection on both sides. The server learns of it when it can be reached. */
  private disconnect(): void {
    this.epoch += 1;
    this.heldMessages = [];
    this.stallReasons.delete("server");
    const { etcd, stream } = this;
    this.etcd = undefined;
    if (etcd === undefined) return;
    etcd.peers.detach(this);
    if (!this.stallReasons.has("path")) {
      etcd.dropStream(stream);
      return;
    }
    const { path } = this.parts;
    const watcher: PathUser = {
      pathCut: () => undefined,
      pathHealed: () => {
        path.leave(watcher);
        etcd.dropStream(stream);
      },
    };
    path.use(watcher);
    const giveUp = (): void => etcd.dropStream(stream);
    this.sim.schedule(SERVER_GIVES_UP_NS, giveUp, "server gives up");
  }

  private stall(reason: "path" | "server" | "client"): void {
    const first = this.stallReasons.size === 0;
    this.stallReasons.add(reason);
    this.stream.stall();
    if (first) {
      this.stalledSinceNs = this.sim.nowNs;
      this.parts.onStall(true);
    }
    if (reason === "client" || this.machine.state !== "ready") return;
    this.armKeepalive();
  }

  /** Pings go out every 15 s without traffic; one that is not answered within 25 s ends the connection. */
  private armKeepalive(): void {
    const { epoch } = this;
    const sinceNs = this.stalledSinceNs;
    const heardNs = Math.max(this.lastHeardNs, this.stream.heardNs);
    const deadNs = keepaliveDeadNs(heardNs, sinceNs);
    const dead = (): void => {
      const cut = this.stallReasons.has("path") || this.stallReasons.has("server");
      if (epoch !== this.epoch || this.machine.state !== "ready" || !cut) return;
      if (this.stallReasons.has("client") || this.stalledSinceNs !== sinceNs) return;
      this.lost("keepalive timeout");
    };
    this.sim.scheduleAt(Math.max(this.sim.nowNs, deadNs), dead, "keepalive timeout");
  }

  private unstall(reason: "path" | "server" | "client"): void {
    if (!this.stallReasons.delete(reason) || this.stallReasons.size > 0) return;
    const { epoch } = this;
    const stalledNs = this.sim.nowNs - this.stalledSinceNs;
    const waitNs = reason === "path" ? sentAgainNs(stalledNs) : 0;
    const goOn = (): void => {
      if (epoch !== this.epoch || this.stallReasons.size > 0) return;
      if (this.machine.state === "ready" && this.stream.closed) {
        // The server's process ended while nothing got through.
        this.lost("reset by peer");
        return;
      }
      this.stream.flush(this.sim.nowNs);
      const held = this.heldMessages;
      this.heldMessages = [];
      for (const arrive of held) arrive();
      this.parts.onStall(false);
    };
    this.sim.schedule(Math.max(0, waitNs - stalledNs), goOn, "path heals");
  }

  private newStream(): StreamGroup {
    const { client, path } = this.parts;
    const lossDelayNs = (): TimeNs => this.lossDelayNs();
    return new StreamGroup({ members: this.members, client, path, lossDelayNs });
  }

  /** A lost segment is sent again after the retransmission timeout, which doubles when that one is lost too. */
  private lossDelayNs(): TimeNs {
    const { name, path } = this.parts;
    return lostForNs(this.sim.random(`loss/${name}`), path.loss);
  }
}
