/**
 * Runs a lab's scenario through the model: the etcd member of models/etcd with a cost profile, agents of
 * model-agents.ts, and the same changes at the same times as the real run. Nothing here is fitted to a scenario.
 * Of the client program, its time for a request and for the bytes that it takes in are in the prediction, as measured by
 * microbenchmarks; its handshakes are not. A real run in which it could not keep up is marked invalid.
 */
import type { CostProfile } from "../../../models/etcd/costs.js";
import { EtcdMember } from "../../../models/etcd/member.js";
import type { WatchEvent } from "../../../models/etcd/keyspace.js";
import type { Delivery } from "../../../models/etcd/watch-group.js";
import { CLIENT_RPC_NS, EtcdClient } from "../../../models/kvstore/etcd-client.js";
import { SyncStore } from "../../../models/kvstore/sync-store.js";
import { Path } from "../../../models/network/path.js";
import { Link } from "../../engine/link.js";
import { Simulation } from "../../engine/simulation.js";
import { Gauge } from "../../measure/gauge.js";
import { LatencyHistogram } from "../../measure/latency-histogram.js";
import type { EtcdSpec } from "../../scenario/scenario.js";
import { outcomeOf, type Outcome } from "../outcome.js";
import type { LabScenario } from "../scenario/lab-scenario.js";
import { churnOf, keyName, keysOf, leaseOf, prefixName } from "../scenario/schedule.js";
import { ModelAgents, type ModelAgentsParts } from "./model-agents.js";

/** What the prediction needs to know of the real thing. */
export interface PredictOptions {
  readonly costs: CostProfile;
  readonly seed: string;
  /** Cores that the etcd may use. */
  readonly cores: number;
  /** Time of one request of the lab's client that etcd does not spend: client and loopback, there and back. */
  readonly clientRpcNs: number;
  /** The same when client and etcd have slept before. */
  readonly clientRpcColdNs: number;
  /** The client's time for one byte: one thread takes in what all agents read. */
  readonly clientPerByteNs?: number;
  /** Keys begin with this. */
  readonly keyPrefix: string;
}

const SECOND = 1e9;
const STEP_NS = SECOND / 100;
/** Nothing takes longer than this. */
const PATIENCE_NS = 1200 * SECOND;
/** The lab lets everything come to rest for so long before and after. */
export const REST_SECONDS = 0.5;
const LOOPBACK_BPS = 40e9;

/** Protobuf bytes of an answer to a put: a header of four fields. Source: etcdserverpb/rpc.proto. */
const PUT_RESPONSE_BYTES = 28;
/** Of a watcher's creation: header, watch id, created. Source: same. */
const CREATED_RESPONSE_BYTES = 32;

/** Predicts the figures of a scenario. */
export function predict(scenario: LabScenario, options: PredictOptions): Outcome {
  return new Prediction(scenario, options).run();
}

class Prediction {
  private readonly scenario: LabScenario;
  private readonly options: PredictOptions;
  private readonly sim: Simulation;
  private readonly path: Path;
  /** To agents whose deliveries are timed, at the rate of the churn. */
  private readonly timedPath: Path;
  private readonly churnRpcNs: number;
  /** The etcd that is written to. */
  private readonly source: EtcdMember;
  /** The etcd that the agents read: the same, or its mirror. */
  private readonly read: EtcdMember;
  private readonly keyBytes: number;
  private readonly latency = new LatencyHistogram();
  private readonly sentNs = new Map<number, number>();
  private readonly stores: SyncStore[] = [];
  private puts = 0;
  private bootstrapSeconds: number | undefined;

  constructor(scenario: LabScenario, options: PredictOptions) {
    this.scenario = scenario;
    this.options = options;
    this.sim = new Simulation({
      seed: options.seed,
      limits: { events: 2e9, pending: 1e8, timeNs: 2 * PATIENCE_NS },
    });
    this.churnRpcNs = churnRpcNs(scenario, options);
    this.path = pathOf(options.clientRpcNs);
    this.timedPath = pathOf(this.churnRpcNs);
    this.keyBytes = keyName(options.keyPrefix, 0, 0).length;
    this.source = this.newEtcd("source");
    this.read = scenario.mirror === undefined ? this.source : this.newEtcd("mirror");
    this.preload();
  }

  run(): Outcome {
    const { sim, scenario, source, read } = this;
    this.mirror();
    const { restart, reconnect, stall, agents } = scenario;
    const special = Math.max(restart?.agents ?? 0, reconnect?.agents ?? 0, stall?.agents ?? 0);
    const some = special > 0 ? [this.newAgents("some", special)] : [];
    const others = agents > special ? [this.newAgents("others", agents - special, true)] : [];
    const all = [...some, ...others];
    this.until(() => all.every((one) => one.isInSync) && this.drained());
    this.runFor(2 * REST_SECONDS);

    const etcds = source === read ? [source] : [source, read];
    const startNs = sim.nowNs;
    const before = this.readings(etcds);
    const histogram = this.latency;
    const waits: (() => boolean)[] = [];
    this.churn(startNs);
    const resync = this.disturb(startNs, some[0], waits);
    this.bootstrap(waits);
    this.runFor(scenario.seconds);
    this.until(() => waits.every((done) => done()) && this.drained());
    this.runFor(REST_SECONDS);
    const after = this.readings(etcds);
    const has = histogram.count > 0;
    return outcomeOf({
      cpuSeconds: (after.cpuNs - before.cpuNs) / SECOND,
      events: after.events - before.events,
      sentBytes: after.sentBytes - before.sentBytes + this.createdBytes(),
      rssBytes: etcds.reduce((sum, etcd) => sum + etcd.residentBytes(), 0),
      deliveryP50: has ? histogram.quantileNs(0.5) / SECOND : undefined,
      deliveryP95: has ? histogram.quantileNs(0.95) / SECOND : undefined,
      deliveryP99: has ? histogram.quantileNs(0.99) / SECOND : undefined,
      ...resync(),
      bootstrapSeconds: this.bootstrapSeconds,
    });
  }

  /** The churn, from now on: a put leaves the client at its time and reaches the etcd half a trip later. */
  private churn(startNs: number): void {
    const { scenario, options, source, sim } = this;
    const halfNs = this.churnRpcNs / 2;
    for (const put of churnOf(scenario, options.seed)) {
      const sentNs = startNs + put.atSeconds * SECOND;
      this.sentNs.set(put.sequence, sentNs);
      const prefix = this.prefix(source, put.prefix);
      const event = this.value(put.key, put.sequence);
      const [, leaseKeys] = leaseOf(scenario, put.prefix, put.key);
      const arrive = (): void => {
        source.put({ prefix, event, lease: 0, leaseKeys, done: () => (this.puts += 1) });
      };
      sim.scheduleAt(sentNs + halfNs, arrive, "lab put");
    }
  }

  /** What happens to agents; returns the times that they needed. */
  private disturb(
    startNs: number,
    some: ModelAgents | undefined,
    waits: (() => boolean)[],
  ): () => { readonly resyncP50?: number | undefined; readonly resyncP99?: number | undefined } {
    const { sim, scenario, source } = this;
    const { restart, reconnect, stall, join, compact } = scenario;
    const at = (seconds: number, action: () => void): void =>
      sim.scheduleAt(startNs + seconds * SECOND, action, "lab action");
    if (compact !== undefined) at(compact.atSeconds, () => source.compact());
    if (stall !== undefined) {
      at(stall.fromSeconds, () => some?.connection.freezeClient(true));
      at(stall.toSeconds, () => some?.connection.freezeClient(false));
    }
    const sudden = restart ?? reconnect;
    let group = some;
    let began = 0;
    let isUnderWay = false;
    const begin = (seconds: number, action: () => void): void => {
      isUnderWay = true;
      began = startNs + seconds * SECOND;
      at(seconds, () => {
        action();
        isUnderWay = false;
      });
    };
    if (sudden !== undefined && some !== undefined) {
      begin(sudden.atSeconds, () => (restart === undefined ? some.breakOff() : some.restart()));
    }
    if (join !== undefined) {
      begin(join.atSeconds, () => (group = this.newAgents("joining", join.agents)));
    }
    if (sudden === undefined && join === undefined) return () => ({});
    waits.push(() => !isUnderWay && group?.isInSync === true);
    return () => {
      const [first, last] = group?.secondsSince(began) ?? [0, 0];
      return { resyncP50: (first + last) / 2, resyncP99: first + 0.99 * (last - first) };
    };
  }

  /** Workers that write new keys, each one after the other. */
  private bootstrap(waits: (() => boolean)[]): void {
    const { bootstrap } = this.scenario;
    if (bootstrap === undefined) return;
    const { sim, source } = this;
    const client = this.newClient(source, 1e9, 1e9);
    const startNs = sim.nowNs;
    let left = bootstrap.workers;
    for (let worker = 0; worker < bootstrap.workers; worker += 1) {
      const prefix = source.keyspace.prefix(`bootstrap/${worker}`, this.keyBytes);
      const store = this.newStore(client, prefix);
      const keys = Math.floor((bootstrap.keys + worker) / bootstrap.workers);
      for (let key = 0; key < keys; key += 1) {
        store.upsert(key, this.scenario.valueBytes, 1, undefined);
      }
      store.synced(() => {
        left -= 1;
        this.bootstrapSeconds = (sim.nowNs - startNs) / SECOND;
      });
    }
    waits.push(() => left === 0);
  }

  /** Copies what is written to the source into the other etcd, one worker for each prefix. */
  private mirror(): void {
    const { mirror, prefixes } = this.scenario;
    if (mirror === undefined) return;
    const client = this.newClient(this.read, mirror.qps, mirror.maxInflight);
    const stores = Array.from({ length: prefixes }, (_, prefix) =>
      this.newStore(client, this.prefix(this.read, prefix)),
    );
    for (const [index, store] of stores.entries()) {
      for (let key = 0; key < keysOf(this.scenario, index); key += 1) {
        store.assumeWritten(key, this.scenario.valueBytes, 0);
      }
      new ModelAgents(this.sim, {
        ...this.agentParts(`mirror-${index}`, 1),
        etcd: this.source,
        prefixes: [prefixName(this.options.keyPrefix, index)],
        changed: (events, _members, delivery) => {
          const take = (): void => {
            for (const one of events) store.upsert(one.key, one.valueBytes, one.version, undefined);
          };
          this.sim.scheduleAt(Math.max(this.sim.nowNs, delivery.arrivedLastNs), take, "lab mirror");
        },
      });
    }
  }

  private newEtcd(name: string): EtcdMember {
    const { options, scenario } = this;
    const spec: EtcdSpec = {
      storageMedium: "Memory",
      cores: options.cores,
      autoCompactionRetentionNs: 0,
      quotaBackendBytes: 8 * 2 ** 30,
      tls: scenario.etcd.tls,
      costProfile: options.costs.name,
    };
    const { clientPerByteNs = 0 } = options;
    const takenInBps = clientPerByteNs > 0 ? 8e9 / clientPerByteNs : LOOPBACK_BPS;
    const nic = new Link({ delayNs: 0, bandwidthBps: Math.min(LOOPBACK_BPS, takenInBps) });
    return new EtcdMember(this.sim, { name, spec, costs: options.costs, nic });
  }

  private preload(): void {
    const { scenario } = this;
    for (const etcd of new Set([this.source, this.read])) {
      for (let prefix = 0; prefix < scenario.prefixes; prefix += 1) {
        for (let key = 0; key < keysOf(scenario, prefix); key += 1) {
          etcd.store.preload(this.prefix(etcd, prefix), this.value(key, 0));
        }
      }
    }
  }

  /** @param isTimed as in the lab, deliveries are timed only at agents to whom nothing happens. */
  private newAgents(name: string, members: number, isTimed = false): ModelAgents {
    return new ModelAgents(this.sim, {
      ...this.agentParts(name, members),
      path: isTimed ? this.timedPath : this.path,
      changed: (events, count, delivery) => {
        if (isTimed) this.told(events, count, delivery);
      },
    });
  }

  private agentParts(name: string, members: number): Omit<ModelAgentsParts, "changed"> {
    const { scenario, options, path, read, keyBytes } = this;
    return {
      name,
      etcd: read,
      path,
      members,
      prefixes: Array.from({ length: scenario.prefixes }, (_, index) =>
        prefixName(options.keyPrefix, index),
      ),
      keyBytes,
    };
  }

  private told(events: readonly WatchEvent[], members: number, delivery: Delivery): void {
    for (const { version } of events) {
      const sentNs = this.sentNs.get(version);
      if (sentNs === undefined) continue;
      const { arrivedFirstNs, arrivedLastNs } = delivery;
      this.latency.recordRamp(arrivedFirstNs - sentNs, arrivedLastNs - sentNs, members);
    }
  }

  private newClient(etcd: EtcdMember, qps: number, maxInflight: number): EtcdClient {
    const limits = { qps, bootstrapQps: 0, maxInflight, listLimit: 256 };
    return new EtcdClient(this.sim, { etcd, path: this.path, client: "kvstoremesh", limits });
  }

  private newStore(client: EtcdClient, prefix: ReturnType<typeof this.prefix>): SyncStore {
    const store = new SyncStore(this.sim, {
      client,
      prefix,
      canaryPrefix: client.etcd.keyspace.prefix("canary", this.keyBytes),
      canaryKey: this.stores.length,
      onSent: () => undefined,
      waiting: new Gauge(this.sim.nowNs),
    });
    this.stores.push(store);
    return store;
  }

  private prefix(etcd: EtcdMember, index: number): ReturnType<EtcdMember["keyspace"]["prefix"]> {
    return etcd.keyspace.prefix(prefixName(this.options.keyPrefix, index), this.keyBytes);
  }

  private value(key: number, sequence: number): WatchEvent {
    const { valueBytes } = this.scenario;
    return { key, valueBytes, version: sequence, change: undefined };
  }

  /** Bytes of the answers to watchers that are created in the window; the model does not count them. */
  private createdBytes(): number {
    const { restart, reconnect, join, prefixes } = this.scenario;
    const agents = (restart?.agents ?? 0) + (reconnect?.agents ?? 0) + (join?.agents ?? 0);
    return agents * prefixes * CREATED_RESPONSE_BYTES;
  }

  private drained(): boolean {
    return this.stores.every((store) => store.drained);
  }

  private readings(etcds: readonly EtcdMember[]): {
    readonly cpuNs: number;
    readonly events: number;
    readonly sentBytes: number;
  } {
    const { nowNs } = this.sim;
    const sums = { cpuNs: 0, events: 0, sentBytes: 0 };
    for (const { pool, meter, counters } of etcds) {
      pool.settle(nowNs);
      meter.advance(nowNs);
      sums.cpuNs += meter.usedNs.reduce((sum, ns) => sum + ns, 0);
      sums.events += counters.events;
      sums.sentBytes += counters.sentBytes + counters.puts * PUT_RESPONSE_BYTES;
    }
    return sums;
  }

  private runFor(seconds: number): void {
    this.sim.run({ untilNs: Math.round(this.sim.nowNs + seconds * SECOND) });
  }

  private until(done: () => boolean): void {
    const lastNs = this.sim.nowNs + PATIENCE_NS;
    while (!done()) {
      if (this.sim.nowNs > lastNs) throw new Error(`${this.scenario.name}: the model does not end`);
      this.sim.run({ untilNs: this.sim.nowNs + STEP_NS });
    }
  }
}

function pathOf(rpcNs: number): Path {
  const oneWayNs = Math.max(0, (rpcNs - CLIENT_RPC_NS) / 2);
  return new Path({ oneWayNs: Math.round(oneWayNs), scope: "local", link: undefined });
}

/** The client cools as etcd does: the longer the gaps between changes, the longer it takes for one. */
function churnRpcNs({ churn }: LabScenario, options: PredictOptions): number {
  const { clientRpcNs, clientRpcColdNs, costs } = options;
  const { wakeupCooling } = costs.values;
  if (churn === undefined || wakeupCooling === 0) return clientRpcNs;
  const coldness = 1 - Math.exp(-SECOND / churn.rate / wakeupCooling);
  return clientRpcNs + Math.max(0, clientRpcColdNs - clientRpcNs) * coldness;
}
