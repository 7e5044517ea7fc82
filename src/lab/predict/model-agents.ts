/**
 * Agents of a lab's scenario in the model: groups of like members, each a connection and one prefix watcher for each
 * prefix, built of the same parts as the agents of a mesh (models/kvstore). Limits of Cilium's client are off, as they
 * are in the lab's own agents.
 */
import type { EtcdMember } from "../../../models/etcd/member.js";
import { EtcdService } from "../../../models/etcd/service.js";
import type { Delivery } from "../../../models/etcd/watch-group.js";
import { Connection } from "../../../models/kvstore/connection.js";
import { KnownKeys } from "../../../models/kvstore/known-keys.js";
import { Limiter } from "../../../models/kvstore/limiter.js";
import { PrefixWatcher } from "../../../models/kvstore/prefix-watcher.js";
import { CILIUM } from "../../../models/kvstore/sync-algorithm.js";
import type { WatchEvent } from "../../../models/etcd/keyspace.js";
import type { Path } from "../../../models/network/path.js";
import type { Simulation } from "../../engine/simulation.js";

export interface ModelAgentsParts {
  readonly name: string;
  readonly etcd: EtcdMember;
  readonly path: Path;
  readonly members: number;
  readonly prefixes: readonly string[];
  readonly keyBytes: number;
  readonly changed: (events: readonly WatchEvent[], members: number, delivery: Delivery) => void;
}

const PAGE_KEYS = 256;
/** Higher than any rate: the lab's agents have no limiter. */
const NO_LIMIT = { qps: 1e9, bootstrapQps: 0, maxInflight: 1e9 };

export class ModelAgents {
  readonly members: number;
  connection: Connection;
  private readonly sim: Simulation;
  private readonly parts: ModelAgentsParts;
  private watchers: readonly PrefixWatcher[] = [];
  private readonly ramp = { spreadNs: 0 };
  /** When the first and last member were in sync, of the present life. */
  private syncedNs = { firstNs: 0, lastNs: 0 };
  private lives = 0;

  constructor(sim: Simulation, parts: ModelAgentsParts) {
    this.sim = sim;
    this.parts = parts;
    this.members = parts.members;
    this.connection = this.begin();
  }

  get isInSync(): boolean {
    return this.watchers.every((watcher) => watcher.isInSync);
  }

  /** Seconds from a moment until the first and the last member were in sync. */
  secondsSince(ns: number): readonly [number, number] {
    return [(this.syncedNs.firstNs - ns) / 1e9, (this.syncedNs.lastNs - ns) / 1e9];
  }

  /** The processes end and new ones start. */
  restart(): void {
    for (const watcher of this.watchers) watcher.stop();
    this.connection.close();
    this.connection = this.begin();
  }

  /** The connections break. */
  breakOff(): void {
    const { connection } = this;
    connection.etcd?.dropStream(connection.stream);
    connection.serverEnded();
  }

  private begin(): Connection {
    const { sim, parts } = this;
    this.lives += 1;
    const { lives } = this;
    const service = new EtcdService(`${parts.name}-service`);
    service.add(parts.etcd);
    service.setReady(parts.etcd);
    const connection = new Connection(sim, {
      name: `${parts.name}/${lives}`,
      service,
      path: parts.path,
      client: "agent",
      members: parts.members,
      ordinal: 0,
      transitions: undefined,
      jitterRank: 0.5,
      onReady: ({ firstNs, lastNs }) => {
        this.ramp.spreadNs = lastNs - firstNs;
        for (const watcher of this.watchers) {
          if (watcher.isStarted) watcher.connectionBack();
          else watcher.start();
        }
      },
      onLost: () => {
        for (const watcher of this.watchers) watcher.connectionLost();
      },
      onStall: (stalled) => {
        for (const watcher of this.watchers) watcher.heldUp(stalled);
      },
      onSplit: () => undefined,
      onRanked: () => undefined,
    });
    const client = {
      connection,
      limiter: new Limiter(sim, NO_LIMIT),
      pageKeys: PAGE_KEYS,
      backoffFactor: 1,
      algorithm: CILIUM,
      transitions: undefined,
      ramp: this.ramp,
      onStateChange: () => this.stateChanged(),
    };
    this.watchers = parts.prefixes.map(
      (prefix) =>
        new PrefixWatcher(sim, {
          client,
          prefixOf: (etcd) => etcd.keyspace.prefix(prefix, parts.keyBytes),
          known: new KnownKeys(),
          consumer: {
            listed: () => 0,
            synced: () => undefined,
            changed: parts.changed,
          },
        }),
    );
    connection.open();
    return connection;
  }

  private stateChanged(): void {
    if (!this.isInSync) return;
    const { nowNs } = this.sim;
    this.syncedNs = { firstNs: nowNs, lastNs: nowNs + this.ramp.spreadNs };
  }
}
