/**
 * A writer's etcd client: one connection to the local etcd, one limiter, one lease manager. Puts and deletes pass the
 * limiter, travel to the etcd, and free their place when the answer is back.
 * Not modelled: the quorum lock of the status checker as a real lock (counted as its two writes), auth.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `Update`, `Delete`.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdClientSpec } from "../../src/scenario/scenario.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import type { EtcdMember, PutResult } from "../etcd/member.js";
import type { ClientKind, StreamGroup } from "../etcd/watch-group.js";
import type { Path } from "../network/network.js";
import { LeaseManager } from "./lease-manager.js";
import { Limiter } from "./limiter.js";

/** CPU and scheduling of one RPC in the Go client, half before and half after. Confidence: assumed (as the server's). */
export const CLIENT_RPC_NS: TimeNs = 60_000;
/** Source: cilium v1.20.0 pkg/kvstore status checker: 30 s while healthy. */
const STATUS_CHECK_NS: TimeNs = 30 * 1_000_000_000;

export class EtcdClient {
  readonly limiter: Limiter;
  readonly etcd: EtcdMember;
  readonly stream: StreamGroup;
  private readonly sim: Simulation;
  private readonly leases: LeaseManager;
  private readonly halfTripNs: TimeNs;

  constructor(
    sim: Simulation,
    options: {
      readonly etcd: EtcdMember;
      readonly path: Path;
      readonly client: ClientKind;
      readonly limits: EtcdClientSpec;
    },
  ) {
    this.sim = sim;
    this.etcd = options.etcd;
    this.halfTripNs = options.path.oneWayNs + CLIENT_RPC_NS / 2;
    this.limiter = new Limiter(sim, options.limits);
    this.leases = new LeaseManager(sim, { etcd: this.etcd, roundTripNs: 2 * this.halfTripNs });
    this.stream = { members: 1, client: options.client, path: options.path, outstanding: 0 };
  }

  /** Connects, opens the watch stream and starts the status checks. */
  connect(watchers: number): void {
    this.etcd.connect(1);
    this.etcd.sessions.addConnections(this.stream, 1);
    this.etcd.sessions.addWatchers(this.stream, watchers);
    const lockPrefix = this.etcd.keyspace.prefix("cilium/.initlock", 32);
    this.checkStatus(lockPrefix);
  }

  /** Writes one key with a lease; `sent` is called when the limiter lets it go, `done` when the answer is back. */
  put(
    prefix: Prefix,
    event: WatchEvent,
    options: { readonly newKey: boolean; sent?: () => void; done: (result: PutResult) => void },
  ): void {
    if (event.valueBytes === 0) {
      this.leases.release();
      this.request(prefix, event, 0, options);
    } else if (options.newKey) {
      this.leases.use((keys) => this.request(prefix, event, keys, options));
    } else {
      this.request(prefix, event, 0, options);
    }
  }

  private request(
    prefix: Prefix,
    event: WatchEvent,
    leaseKeys: number,
    options: { sent?: () => void; done: (result: PutResult) => void },
  ): void {
    this.limiter.acquire(() => {
      options.sent?.();
      const answered = (result: PutResult): void => {
        const back = (): void => {
          this.limiter.release();
          options.done(result);
        };
        this.sim.schedule(this.halfTripNs, back, "put answered");
      };
      this.sim.schedule(
        this.halfTripNs,
        () => this.etcd.put({ prefix, event, leaseKeys, done: answered }),
        "put sent",
      );
    });
  }

  /** Writers prove quorum by taking and releasing a random lock: two small writes outside the limiter. */
  private checkStatus(lockPrefix: Prefix): void {
    this.sim.schedule(
      STATUS_CHECK_NS,
      () => {
        for (const valueBytes of [1, 0]) {
          const event = { key: 0, valueBytes, version: 0, change: undefined };
          this.etcd.put({ prefix: lockPrefix, event, leaseKeys: 0, done: () => undefined });
        }
        this.checkStatus(lockPrefix);
      },
      "status check",
    );
  }
}
