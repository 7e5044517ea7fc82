/**
 * A writer's etcd client: one connection to the etcd of its pod, one limiter, one lease manager. Puts and deletes pass
 * the limiter, travel to the etcd, and free their place when the answer is back. While the etcd's process is away they
 * fail, and go on failing until gRPC has connected again.
 * Not modelled: the quorum lock of the status checker as a real lock (counted as its two writes), auth.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `Update`, `Delete`; grpc-go internal/backoff.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { EtcdClientSpec } from "../../src/scenario/scenario.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Peer, PutResult } from "../etcd/requests.js";
import { StreamGroup, type ClientKind } from "../etcd/watch-group.js";
import type { Path } from "../network/path.js";
import { EtcdCalls, type Writer } from "./etcd-calls.js";
import { Gate } from "./gate.js";
import { LeaseManager } from "./lease-manager.js";
import { Limiter } from "./limiter.js";
import { CILIUM, type SyncAlgorithm } from "./sync-algorithm.js";

/** CPU and scheduling of one RPC in the Go client, half before and half after. Confidence: assumed (as the server's). */
export const CLIENT_RPC_NS: TimeNs = 60_000;
/** Source: cilium v1.20.0 pkg/kvstore status checker: 30 s while healthy. */
const STATUS_CHECK_NS: TimeNs = 30 * NS_PER_SECOND;
/** Source: grpc-go backoff.DefaultConfig: base, factor, longest; jitter 20 %. */
const BACKOFF = { baseNs: NS_PER_SECOND, factor: 1.6, maxNs: 120 * NS_PER_SECOND, jitter: 0.2 };

export class EtcdClient implements Peer {
  readonly limiter: Limiter;
  readonly etcd: EtcdMember;
  readonly stream: StreamGroup;
  /** The process that this client belongs to. */
  readonly gate = new Gate();
  private readonly sim: Simulation;
  private readonly leases: LeaseManager;
  private readonly calls: EtcdCalls;
  private readonly onLeaseExpired: ((lease: number) => void)[] = [];
  private watchers = 0;

  constructor(
    sim: Simulation,
    options: {
      readonly etcd: EtcdMember;
      readonly path: Path;
      readonly client: ClientKind;
      readonly limits: EtcdClientSpec;
      readonly algorithm?: SyncAlgorithm;
    },
  ) {
    this.sim = sim;
    this.etcd = options.etcd;
    const halfTripNs = options.path.oneWayNs + CLIENT_RPC_NS / 2;
    this.limiter = new Limiter(sim, options.limits);
    this.leases = new LeaseManager(sim, {
      etcd: this.etcd,
      roundTripNs: 2 * halfTripNs,
      gate: this.gate,
      algorithm: options.algorithm ?? CILIUM,
      onExpired: (lease) => {
        for (const tell of this.onLeaseExpired) tell(lease);
      },
    });
    const { etcd, limiter, gate, leases } = this;
    this.calls = new EtcdCalls(sim, { etcd, limiter, gate, leases, halfTripNs });
    this.stream = new StreamGroup({ members: 1, client: options.client, path: options.path });
  }

  /** Connects, opens the watch stream and starts the status checks. */
  connect(watchers: number): void {
    this.watchers = watchers;
    this.etcd.connect(1, 0);
    this.openStream();
    const lockPrefix = this.etcd.keyspace.prefix("cilium/.initlock", 32);
    this.checkStatus(lockPrefix);
  }

  /** Begins connected, with status checks whose phase is this client's own. */
  assumeConnected(watchers: number): void {
    this.watchers = watchers;
    this.openStream();
    const lockPrefix = this.etcd.keyspace.prefix("cilium/.initlock", 32);
    const phase = this.sim.random(`status/${this.etcd.clusterId}/${this.stream.client}`).next();
    this.checkStatus(lockPrefix, Math.round(STATUS_CHECK_NS * phase));
  }

  /** Begins with so many keys on leases; see LeaseManager. */
  assumeLeases(keys: number): { readonly firstLease: number; readonly keysBefore: number } {
    return this.leases.assume(keys);
  }

  /** The process ends. What it had under way is not answered. */
  end(): void {
    this.gate.end();
    this.leases.abandon();
    this.etcd.peers.detach(this);
    this.calls.forget();
    if (this.etcd.up && this.calls.connected && this.watchers > 0) {
      this.etcd.sessions.remove(this.stream, 1, this.watchers);
    }
  }

  /** Calls back when a lease is lost: whoever has keys on it must write them again. */
  whenLeaseExpires(tell: (lease: number) => void): void {
    this.onLeaseExpired.push(tell);
  }

  /**
   * Writes one key, or deletes it (`event.valueBytes` 0). The key hangs on this lease; 0 asks for one when the key is
   * new to this process.
   */
  put(prefix: Prefix, event: WatchEvent, lease: number, writer: Writer): void {
    const call = this.calls.put(prefix, event, writer);
    if (event.valueBytes === 0) {
      this.leases.release(lease);
      call.leased(0, 0);
    } else if (lease === 0) {
      this.leases.use(call);
    } else {
      call.leased(lease, 0);
    }
  }

  /** Deletes all keys of a prefix. */
  deletePrefix(prefix: Prefix, done: (result: PutResult) => void): void {
    this.calls.deletePrefix(prefix, done);
  }

  serverEnded(): void {
    this.calls.serverEnded();
    this.leases.serverEnded();
    this.reconnect(1, this.sim.nowNs);
  }

  serverFrozen(): void {
    // A frozen etcd answers late; nothing else changes for a client in its own pod.
  }

  private openStream(): void {
    this.calls.connected = true;
    this.etcd.peers.attach(this);
    this.etcd.sessions.addConnections(this.stream, 1);
    this.etcd.sessions.addWatchers(this.stream, this.watchers);
  }

  /** gRPC dials again: at once, then after 1 s, 1.6 s and so on, each 20 % more or less. */
  private reconnect(failures: number, fromNs: TimeNs): void {
    const { baseNs, factor, maxNs, jitter } = BACKOFF;
    const draw =
      2 * this.sim.random(`redial/${this.etcd.clusterId}/${this.stream.client}`).next() - 1;
    const waitNs = Math.min(maxNs, baseNs * factor ** (failures - 1)) * (1 + jitter * draw);
    const redial = (): void => {
      if (this.gate.hasEnded) return;
      if (this.etcd.up) this.openStream();
      else this.reconnect(failures + 1, this.sim.nowNs);
    };
    this.sim.scheduleAt(fromNs + waitNs, redial, "redial");
  }

  /** Writers prove quorum by taking and releasing a random lock: two small writes outside the limiter. */
  private checkStatus(lockPrefix: Prefix, delayNs: TimeNs = STATUS_CHECK_NS): void {
    const check = (): void => {
      if (this.gate.hasEnded) return;
      this.gate.pass(() => {
        for (const valueBytes of this.calls.connected ? [1, 0] : []) {
          const event = { key: 0, valueBytes, version: 0, change: undefined };
          const done = (): void => undefined;
          this.etcd.put({ prefix: lockPrefix, event, lease: 0, leaseKeys: 0, done });
        }
      });
      this.checkStatus(lockPrefix);
    };
    this.sim.schedule(delayNs, check, "status check");
  }
}
