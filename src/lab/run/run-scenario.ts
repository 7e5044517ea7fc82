/**
 * Runs a lab's scenario on a real etcd, started for it, and reads the same figures that the model predicts.
 * CPU and memory are etcd's own as the kernel counts them, events and bytes come from its metrics, moments of delivery
 * from a few agents in the main thread, which has little else to do; all other agents live in a thread of their own.
 */
import type { AgentSetup } from "../client/agent.js";
import { LocalFleet, type Fleet } from "../client/fleet.js";
import { threadedFleet } from "../client/threaded-fleet.js";
import { sumOf } from "../etcd/metrics.js";
import type { EtcdTarget } from "../etcd/target.js";
import { unlessDead } from "../etcd/unless-dead.js";
import { outcomeOf, quantile, type Outcome } from "../outcome.js";
import type { LabScenario } from "../scenario/lab-scenario.js";
import { churnOf, keyName, keysOf, leaseOf, prefixName } from "../scenario/schedule.js";
import { REST_SECONDS } from "../predict/predict.js";
import { LoadMeter, type Conditions } from "./machine-load.js";
import { Mirror } from "./mirror.js";
import { preferMainThread } from "./priority.js";
import { Standstills } from "./standstills.js";
import { sequenceOf, Writer, type KeyToWrite } from "./writer.js";

/** What came of one run. */
export interface Measurement {
  readonly outcome: Outcome;
  readonly conditions: Conditions;
  /** Why it must not be counted; undefined for a good one. */
  readonly invalid: string | undefined;
  /** In a herd the lab's own client was busier than etcd: how long that took tells nothing of etcd, and is left out. */
  readonly isClientBound: boolean;
}

/** Agents whose deliveries are timed: few, because each waits until the main thread is through with the others. */
const OBSERVERS = 3;
/** Agents that start at a time before the window. */
const STARTING = 20;
/** A thread that was busier than this may have delayed etcd, unless etcd itself had no more to give. */
const BUSY = 0.9;
const PAGE_KEYS = 256;
/** Leases of keys that come in the window are counted from here. */
const NEW_LEASES = 1_000_000;

/** How a scenario is run. */
export interface RunOptions {
  readonly seed: string;
  /** Starts an etcd that is empty. */
  readonly makeEtcd: () => Promise<EtcdTarget>;
  readonly signal: AbortSignal;
}

/** Runs a scenario once, and leaves nothing behind. @throws LabFailure when etcd does not do its part. */
export async function runOnEtcd(
  scenario: LabScenario,
  { seed, makeEtcd, signal }: RunOptions,
): Promise<Measurement> {
  const source = await makeEtcd();
  try {
    const read = scenario.mirror === undefined ? source : await makeEtcd();
    try {
      const run = new Run(scenario, seed, source, read);
      try {
        const died = Promise.race([source.died, read.died]);
        return await unlessDead({ died }, run.run(), signal);
      } finally {
        await run.close();
      }
    } finally {
      if (read !== source) await read.stop();
    }
  } finally {
    await source.stop();
  }
}

/** How long each of a herd needed; nothing where the client was the bottleneck. */
interface Herd {
  readonly seconds: readonly number[];
  readonly isClientBound: boolean;
}

class Run {
  private readonly scenario: LabScenario;
  private readonly seed: string;
  private readonly source: EtcdTarget;
  private readonly read: EtcdTarget;
  private readonly observers: LocalFleet;
  private readonly fleet: Fleet;
  private readonly writers: Writer[] = [];
  private readonly sentMs: number[] = [];
  private readonly deliveries: { readonly sentMs: number; readonly cameMs: number }[] = [];
  private readonly standstills = new Standstills();
  private mirror: Mirror | undefined;
  private calmDown: () => void = () => undefined;
  private isClosed = false;

  constructor(scenario: LabScenario, seed: string, source: EtcdTarget, read: EtcdTarget) {
    this.scenario = scenario;
    this.seed = seed;
    this.source = source;
    this.read = read;
    const setup = this.setup(read);
    this.observers = new LocalFleet(setup, (kv, atMs) => {
      const sentMs = this.sentMs[sequenceOf(kv.value)];
      if (sentMs !== undefined) this.deliveries.push({ sentMs, cameMs: atMs });
    });
    this.fleet = threadedFleet(setup);
  }

  async run(): Promise<Measurement> {
    const { scenario, fleet, observers } = this;
    const writer = await this.newWriter(this.source);
    for (const etcd of new Set([this.source, this.read])) {
      await (etcd === this.source ? writer : await this.newWriter(etcd)).fill(this.keys(etcd));
    }
    const { agents, restart, reconnect, stall } = scenario;
    const special = Math.max(restart?.agents ?? 0, reconnect?.agents ?? 0, stall?.agents ?? 0);
    const watching = Math.min(OBSERVERS, agents - special);
    await this.startMirror();
    await fleet.start(agents - watching, STARTING);
    await observers.start(watching, STARTING);
    await sleep(2 * REST_SECONDS);
    const { before, after, resync, bootstrap, load } = await this.window(writer);
    const { busyShare } = await fleet.counts();
    const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
    const waitSeconds = after.waitSeconds - before.waitSeconds;
    const timed = this.latencies();
    const conditions = load.read({
      etcd: { cpuSeconds, waitSeconds },
      fleetBusyShare: busyShare,
      standstillShare: timed.leftOutShare,
    });
    const outcome = outcomeOf({
      cpuSeconds,
      events: after.events - before.events,
      sentBytes: after.sentBytes - before.sentBytes,
      rssBytes: after.rssBytes,
      ...(resync.isClientBound ? {} : timed.outcome),
      resyncP50: quantile(resync.seconds, 0.5),
      resyncP99: quantile(resync.seconds, 0.99),
      bootstrapSeconds: bootstrap.seconds[0],
    });
    const { busiestThread, etcdShare } = conditions;
    const saturated = busiestThread > BUSY && etcdShare < BUSY * (this.source.cores ?? 1);
    const invalid = saturated ? "the client was saturated" : undefined;
    const isClientBound = resync.isClientBound || bootstrap.isClientBound;
    return { outcome, conditions, invalid, isClientBound };
  }

  /** What is measured, while this thread goes before others: however it ends, not for longer. */
  private async window(writer: Writer) {
    const { scenario, fleet, observers } = this;
    // Given up before it began, while its agents were connecting.
    if (this.isClosed) throw new Error("the run was given up");
    this.calmDown = preferMainThread();
    this.standstills.start();
    try {
      const before = await this.readings();
      await fleet.mark();
      await observers.mark();
      const load = new LoadMeter();
      const began = performance.now();
      const [resync, bootstrap] = await Promise.all([
        this.disturb(began),
        this.bootstrap(),
        this.churn(began, writer),
        sleep(scenario.seconds),
      ]);
      while (this.mirror?.isDrained === false) await sleep(0.01);
      if (this.mirror?.failure !== undefined) throw this.mirror.failure;
      await sleep(REST_SECONDS);
      return { before, after: await this.readings(), resync, bootstrap, load };
    } finally {
      this.endWindow();
    }
  }

  private endWindow(): void {
    this.standstills.stop();
    this.calmDown();
    this.calmDown = () => undefined;
  }

  /** Latencies of deliveries, but for those that were sent or came while this thread stood still. */
  private latencies(): { readonly outcome: Outcome; readonly leftOutShare: number } {
    const { deliveries, standstills } = this;
    const kept = deliveries.filter(
      ({ sentMs, cameMs }) => !standstills.has(sentMs) && !standstills.has(cameMs),
    );
    const seconds = kept.map(({ sentMs, cameMs }) => (cameMs - sentMs) / 1000);
    const outcome = outcomeOf({
      deliveryP50: quantile(seconds, 0.5),
      deliveryP95: quantile(seconds, 0.95),
      deliveryP99: quantile(seconds, 0.99),
    });
    return {
      outcome,
      leftOutShare: (deliveries.length - kept.length) / Math.max(1, deliveries.length),
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.endWindow();
    await this.mirror?.stop();
    await this.observers.close();
    await this.fleet.close();
    for (const writer of this.writers) await writer.close();
  }

  private setup(etcd: EtcdTarget): AgentSetup {
    const { address, keyPrefix } = etcd;
    const { prefixes } = this.scenario;
    return {
      connection: { address, bandwidthPings: true },
      prefixes: Array.from({ length: prefixes }, (_, index) => prefixName(keyPrefix, index)),
      pageKeys: PAGE_KEYS,
    };
  }

  /** All keys that are there before the window. */
  private keys({ keyPrefix }: EtcdTarget): readonly KeyToWrite[] {
    const { scenario } = this;
    const keys: KeyToWrite[] = [];
    for (let prefix = 0; prefix < scenario.prefixes; prefix += 1) {
      for (let key = 0; key < keysOf(scenario, prefix); key += 1) {
        const [lease] = leaseOf(scenario, prefix, key);
        keys.push({ key: keyName(keyPrefix, prefix, key), lease });
      }
    }
    return keys;
  }

  private async newWriter(etcd: EtcdTarget): Promise<Writer> {
    const writer = await Writer.connect(etcd.address, this.scenario.valueBytes);
    this.writers.push(writer);
    return writer;
  }

  private async startMirror(): Promise<void> {
    const { mirror } = this.scenario;
    if (mirror === undefined) return;
    const { source, read } = this;
    this.mirror = new Mirror({
      ...mirror,
      source: this.setup(source),
      writer: await this.newWriter(read),
      target: (key) => ({ key: read.keyPrefix + key.slice(source.keyPrefix.length), lease: 0 }),
    });
    await this.mirror.start();
  }

  /** The churn: each put leaves at its time, whether or not earlier ones are answered. */
  private async churn(beganMs: number, writer: Writer): Promise<void> {
    const { scenario, source } = this;
    const answers: Promise<void>[] = [];
    const failures: unknown[] = [];
    for (const { atSeconds, prefix, key, sequence } of churnOf(scenario, this.seed)) {
      const waitMs = beganMs + atSeconds * 1000 - performance.now();
      if (waitMs > 0) await sleep(waitMs / 1000);
      const [lease] = leaseOf(scenario, prefix, key);
      this.sentMs[sequence] = performance.now();
      const answered = writer.put({ key: keyName(source.keyPrefix, prefix, key), lease }, sequence);
      answers.push(answered.catch((error: unknown) => void failures.push(error)));
      if (failures.length > 0) throw failures[0];
    }
    await Promise.all(answers);
    if (failures.length > 0) throw failures[0];
  }

  /** What happens to agents; returns the times that they needed to be in sync again. */
  private async disturb(beganMs: number): Promise<Herd> {
    const { scenario, fleet, source } = this;
    const { restart, reconnect, stall, join, compact } = scenario;
    const at = async (seconds: number): Promise<void> =>
      sleep(seconds - (performance.now() - beganMs) / 1000);
    const others: Promise<void>[] = [];
    if (compact !== undefined) {
      others.push(at(compact.atSeconds).then(async () => this.compact(source)));
    }
    if (stall !== undefined) {
      const { agents, fromSeconds, toSeconds } = stall;
      others.push(at(fromSeconds).then(async () => fleet.stall(agents, true)));
      others.push(at(toSeconds).then(async () => fleet.stall(agents, false)));
    }
    let resync: Herd = { seconds: [], isClientBound: false };
    if (restart !== undefined) {
      await at(restart.atSeconds);
      resync = await this.herd(async () => fleet.restart(restart.agents));
    } else if (reconnect !== undefined) {
      await at(reconnect.atSeconds);
      resync = await this.herd(async () => fleet.reconnect(reconnect.agents));
    }
    if (join !== undefined) {
      await at(join.atSeconds);
      resync = await this.herd(async () => fleet.join(join.agents));
    }
    await Promise.all(others);
    return resync;
  }

  /** All come at once: who had the least left to give, etcd or the client? */
  private async herd(come: () => Promise<readonly number[]>): Promise<Herd> {
    const etcdBefore = (await this.read.usage()).cpuSeconds;
    const client = process.cpuUsage();
    const began = performance.now();
    const seconds = await come();
    const wallSeconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(client);
    const clientShare = (user + system) / 1e6 / wallSeconds;
    const etcdCores = this.read.cores ?? 1;
    const etcdShare = ((await this.read.usage()).cpuSeconds - etcdBefore) / wallSeconds / etcdCores;
    const isClientBound = clientShare > etcdShare && etcdShare < BUSY;
    return { seconds: isClientBound ? [] : seconds, isClientBound };
  }

  private async compact({ address }: EtcdTarget): Promise<void> {
    const writer = await Writer.connect(address, this.scenario.valueBytes);
    this.writers.push(writer);
    const revision = await writer.client.revision();
    await writer.client.compact(revision, true);
  }

  private async bootstrap(): Promise<Herd> {
    const { bootstrap } = this.scenario;
    if (bootstrap === undefined) return { seconds: [], isClientBound: false };
    const writer = await this.newWriter(this.source);
    let seconds = 0;
    const herd = await this.herd(async () => {
      const began = performance.now();
      await Promise.all(
        Array.from({ length: bootstrap.workers }, async (_, worker) => {
          const keys = Math.floor((bootstrap.keys + worker) / bootstrap.workers);
          const prefix = `${this.source.keyPrefix}b${worker}/`;
          await writer.writeAll(prefix, keys, NEW_LEASES * (worker + 1));
        }),
      );
      seconds = (performance.now() - began) / 1000;
      return [seconds];
    });
    // One worker waits for client and etcd in turn: the client's part is a delay, which the prediction knows.
    return bootstrap.workers > 1 ? herd : { seconds: [seconds], isClientBound: false };
  }

  private async readings(): Promise<{
    readonly cpuSeconds: number;
    readonly waitSeconds: number;
    readonly rssBytes: number;
    readonly events: number;
    readonly sentBytes: number;
  }> {
    const sums = { cpuSeconds: 0, waitSeconds: 0, rssBytes: 0, events: 0, sentBytes: 0 };
    for (const etcd of new Set([this.source, this.read])) {
      const samples = await etcd.samples();
      const usage = await etcd.usage();
      sums.cpuSeconds += usage.cpuSeconds;
      sums.waitSeconds += usage.waitSeconds;
      sums.rssBytes += usage.rssBytes;
      sums.events += sumOf(samples, "etcd_debugging_mvcc_events_total");
      sums.sentBytes += sumOf(samples, "etcd_network_client_grpc_sent_bytes_total");
    }
    return sums;
  }
}

async function sleep(seconds: number): Promise<undefined> {
  return new Promise((resolve) =>
    setTimeout(() => resolve(undefined), Math.max(0, seconds * 1000)),
  );
}
