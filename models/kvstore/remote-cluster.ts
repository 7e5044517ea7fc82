/**
 * One process's client of one remote cluster, for n processes in like state at once: connect, read the cluster
 * configuration, wait for the canaries, list each prefix in pages and watch it from there.
 * The n members move together. A step that they pass one after another is a ramp from the first to the last of them;
 * the next step is asked for when the first is ready, and the width of the ramp goes with the group.
 * Modelled so far: the way from start to watching (states S1-S5 of the protocol). Not yet: time-outs, reconnects, the
 * cluster-ID interceptor, removal; nothing that would cause them can happen in a run yet.
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/common/remote_cluster.go, pkg/kvstore/etcd.go `watch`.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdClientSpec } from "../../src/scenario/scenario.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Delivery, StreamGroup, WatchSink } from "../etcd/watch-group.js";
import { CLIENT_RPC_NS } from "./etcd-client.js";
import { HeartbeatMonitor } from "./heartbeat-monitor.js";
import { KEY_TYPES, type KeyType } from "./key-types.js";
import { Limiter } from "./limiter.js";
import { listPrefix, type ListResult } from "./paged-list.js";

/** When the first and the last member of a group reached a point. */
export interface Moment {
  readonly firstNs: TimeNs;
  readonly lastNs: TimeNs;
}

/** What a process does with what it reads. */
export interface RemoteClusterConsumer {
  /** The cluster answered with its configuration. */
  connected(): void;
  /** A complete list arrived; returns how long one member takes to work through it. */
  listed(type: KeyType, list: ListResult): TimeNs;
  /** The list was worked through: the prefix is in sync. */
  synced(type: KeyType, moment: Moment): void;
  /** Changes arrived at the members; the times may lie in the future. */
  changed(type: KeyType, events: readonly WatchEvent[], members: number, delivery: Delivery): void;
}

export type RemoteClusterState = "connect" | "config" | "canaries" | "run";

export interface RemoteClusterParts {
  readonly etcd: EtcdMember;
  readonly stream: StreamGroup;
  readonly limits: EtcdClientSpec;
  readonly heartbeat: Prefix;
  readonly config: Prefix;
  readonly canaries: Prefix;
  /** The data prefixes that this process reads, by type. */
  readonly data: readonly { readonly type: KeyType; readonly prefix: Prefix }[];
  /** Prefixes that are watched and stay empty (service exports). */
  readonly emptyPrefixes: readonly Prefix[];
  readonly watchesConfig: boolean;
  readonly consumer: RemoteClusterConsumer;
  /** Time between status checks while all is well. */
  readonly checkIntervalNs: TimeNs;
}

/** How often the configuration is asked for while it is not there, without a watch. */
const CONFIG_POLL_NS: TimeNs = 1_000_000_000;

export class RemoteCluster {
  state: RemoteClusterState = "connect";
  private readonly sim: Simulation;
  private readonly parts: RemoteClusterParts;
  private readonly limiter: Limiter;
  private readonly heartbeat: HeartbeatMonitor;
  private readonly started = new Set<KeyType>();
  /** Distance between the first and the last member at the step that was reached last. */
  private spreadNs: TimeNs = 0;

  constructor(sim: Simulation, parts: RemoteClusterParts) {
    this.sim = sim;
    this.parts = parts;
    const { qps, maxInflight } = parts.limits;
    // Remote readers never get a bootstrap rate. Source: cilium v1.20.0 common/factory.go.
    this.limiter = new Limiter(sim, { qps, bootstrapQps: 0, maxInflight });
    this.heartbeat = new HeartbeatMonitor(parts.checkIntervalNs);
  }

  /** Stale heartbeats that the members' status checks found (`remote_cluster_failures`), summed over the members. */
  get failures(): number {
    return this.heartbeat.failures(this.sim.nowNs) * this.parts.stream.members;
  }

  /** S1: dials (TCP and TLS 1.3, one round trip each), then proves the connection with the heartbeat's list. */
  connect(): void {
    const { etcd, stream, heartbeat } = this.parts;
    const { oneWayNs } = stream.path;
    const helloNs = 3 * oneWayNs;
    this.sim.schedule(
      helloNs,
      () => {
        const ready = etcd.connect(stream.members);
        this.reach(shifted(ready, oneWayNs), () => {
          etcd.sessions.addConnections(stream, stream.members);
          this.heartbeat.start(this.sim.nowNs);
          this.listAndWatch(heartbeat, {
            listed: () => this.readConfig(),
            changed: (_events, _members, delivery) => this.heartbeat.beat(delivery.arrivedLastNs),
          });
        });
      },
      "dial",
    );
  }

  /** S2: waits until the remote's configuration is there. */
  private readConfig(): void {
    this.state = "config";
    const { config, watchesConfig } = this.parts;
    if (!watchesConfig) {
      this.pollConfig();
      return;
    }
    const found = (): void => {
      if (this.state === "config") this.run();
    };
    this.listAndWatch(config, {
      listed: (list) => {
        if (list.keys.length > 0) found();
      },
      changed: (_events, _members, delivery) => this.reach(arrival(delivery), found),
    });
  }

  private pollConfig(): void {
    this.list(this.parts.config, (list) => {
      list.discard();
      if (list.keys.length > 0) this.run();
      else this.sim.schedule(CONFIG_POLL_NS, () => this.pollConfig(), "config poll");
    });
  }

  /** S3: each canary that is seen for the first time starts the list and watch of its prefix. */
  private run(): void {
    this.state = "canaries";
    this.parts.consumer.connected();
    for (const prefix of this.parts.emptyPrefixes) this.listAndWatch(prefix, {});
    this.listAndWatch(this.parts.canaries, {
      listed: (list) => {
        for (const key of list.keys) this.startType(key);
      },
      changed: (events, _members, delivery) =>
        this.reach(arrival(delivery), () => {
          for (const event of events) this.startType(event.key);
        }),
    });
  }

  private startType(canaryKey: number): void {
    const type = KEY_TYPES[canaryKey];
    const data = this.parts.data.find((one) => one.type === type);
    if (type === undefined || data === undefined || this.started.has(type)) return;
    this.started.add(type);
    this.state = "run";
    this.followData(type, data.prefix);
  }

  /** S4 and S5: the whole list is fetched and worked through before the watch starts at the next revision. */
  private followData(type: KeyType, prefix: Prefix): void {
    const { consumer } = this.parts;
    this.list(prefix, (list) => {
      const workNs = consumer.listed(type, list);
      const now = this.sim.nowNs;
      const done = { firstNs: now + workNs, lastNs: now + this.spreadNs + workNs };
      this.reach(done, () => {
        consumer.synced(type, done);
        const sink: WatchSink = (events, members, delivery) =>
          consumer.changed(type, events, members, delivery);
        this.watch(prefix, list, sink);
      });
    });
  }

  private listAndWatch(
    prefix: Prefix,
    on: { readonly listed?: (list: ListResult) => void; readonly changed?: WatchSink },
  ): void {
    this.list(prefix, (list) => {
      this.watch(prefix, list, on.changed ?? (() => undefined));
      on.listed?.(list);
    });
  }

  /** One limiter token and place for the whole list. */
  private list(prefix: Prefix, done: (list: ListResult) => void): void {
    this.limiter.acquire(() => {
      const { etcd, stream, limits } = this.parts;
      const options = { etcd, stream, prefix, pageKeys: limits.listLimit, spreadNs: this.spreadNs };
      listPrefix(this.sim, options, (list, moment) => {
        this.spreadNs = moment.lastNs - moment.firstNs;
        this.limiter.release();
        done(list);
      });
    });
  }

  private watch(prefix: Prefix, list: ListResult, sink: WatchSink): void {
    const { etcd, stream } = this.parts;
    const tripNs = stream.path.oneWayNs + CLIENT_RPC_NS / 2;
    this.limiter.acquire(() => {
      const options = {
        stream,
        prefix,
        fromRevision: list.revision + 1,
        hold: list.takeHold(),
        sink,
      };
      const created = (): void => {
        this.sim.schedule(tripNs, () => this.limiter.release(), "watch created");
      };
      this.sim.schedule(tripNs, () => etcd.watch(options, created), "watch request");
    });
  }

  /** Goes on when the first member is there; the others follow within the ramp. */
  private reach(moment: Moment, go: () => void): void {
    const atNs = Math.max(this.sim.nowNs, moment.firstNs);
    this.sim.scheduleAt(
      atNs,
      () => {
        this.spreadNs = Math.max(0, moment.lastNs - atNs);
        go();
      },
      "remote cluster",
    );
  }
}

function shifted(moment: Moment, byNs: TimeNs): Moment {
  return { firstNs: moment.firstNs + byNs, lastNs: moment.lastNs + byNs };
}

function arrival(delivery: Delivery): Moment {
  return { firstNs: delivery.arrivedFirstNs, lastNs: delivery.arrivedLastNs };
}
