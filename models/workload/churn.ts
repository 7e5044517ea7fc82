/**
 * Steady churn of one cluster, as cmapisrv-mock makes it: each kind of object has its own rate; nodes and identities
 * are created or removed around their target number, one endpoint operation in five is an update, services nearly
 * always gain or lose one backend.
 * The schedule depends only on the seed and the cluster's name, so both topologies see the same churn.
 * Source: cilium/scaffolding 072e7e7b cmapisrv-mock/internal/mocker. Confidence: documented.
 */
import type { RandomStream } from "../../src/engine/random-stream.js";
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND } from "../../src/engine/time.js";
import { ofType, type KeyType } from "../kvstore/key-types.js";
import { BACKENDS_TARGET, identityBytes, ipBytes, nodeBytes, serviceBytes } from "./objects.js";
import type { SourceCluster } from "./source-cluster.js";

const ENDPOINT_UPDATE_SHARE = 0.2;
const SERVICE_UPDATE_SHARE = 0.99;

/** Share of a kind's changes that remove an object while their number keeps its target. */
export function removedShare(type: KeyType): number {
  switch (type) {
    case "ip":
      return (1 - ENDPOINT_UPDATE_SHARE) / 2;
    case "services":
      return (1 - SERVICE_UPDATE_SHARE) / 2;
    case "nodes":
    case "identities":
      return 1 / 2;
  }
}

/** The objects of one kind: how often one of them changes, and the numbers that say how. */
interface Generator {
  readonly type: KeyType;
  readonly random: RandomStream;
  readonly meanNs: number;
}

export class Churn {
  private static readonly events = recipientsOf<Churn>(
    "churn",
    (recipients) => (place, number) => recipients.take(place)?.tick(number),
  );
  private readonly sim: Simulation;
  private readonly source: SourceCluster;
  private readonly arrivals: "interval" | "poisson";
  private readonly events: Recipients<Churn>;
  private readonly generators: Generator[] = [];
  private running = false;

  constructor(
    sim: Simulation,
    options: { readonly source: SourceCluster; readonly arrivals: "interval" | "poisson" },
  ) {
    this.sim = sim;
    this.source = options.source;
    this.arrivals = options.arrivals;
    this.events = Churn.events(sim);
  }

  start(): void {
    if (this.source.isForetold) return;
    this.running = true;
    const { group } = this.source;
    this.generate("nodes", group.nodesQPS);
    this.generate("identities", group.identitiesQPS);
    this.generate("ip", group.endpointsQPS);
    this.generate("services", group.servicesQPS);
  }

  stop(): void {
    this.running = false;
  }

  private generate(type: KeyType, qps: number): void {
    if (qps <= 0) return;
    const random = this.sim.random(`churn/${this.source.name}/${type}`);
    const number = this.generators.length;
    const generator = { type, random, meanNs: NS_PER_SECOND / qps };
    this.generators.push(generator);
    // The mock's limiter has a burst of one: its first operation comes at once.
    if (this.arrivals === "interval") this.events.post(0, this, number);
    else this.next(number, generator);
  }

  private next(number: number, { random, meanNs }: Generator): void {
    const gapNs = this.arrivals === "interval" ? meanNs : random.exponential(meanNs);
    this.events.post(gapNs, this, number);
  }

  private tick(number: number): void {
    const generator = this.generators[number];
    if (!this.running || generator === undefined) return;
    this.change(generator.type, generator.random);
    this.next(number, generator);
  }

  private change(type: KeyType, random: RandomStream): void {
    switch (type) {
      case "nodes":
        this.changeNode(random);
        return;
      case "identities":
        this.changeIdentity(random);
        return;
      case "services":
        this.changeService(random);
        return;
      case "ip":
        this.changeEndpoint(random);
    }
  }

  private changeNode(random: RandomStream): void {
    const { group } = this.source;
    this.createOrRemove("nodes", group.nodes, random, () => nodeBytes(group));
  }

  private changeIdentity(random: RandomStream): void {
    const { group } = this.source;
    this.createOrRemove("identities", group.identities, random, () => identityBytes(random));
  }

  /** With dual stack the two addresses of an endpoint share their fate. */
  private changeEndpoint(random: RandomStream): void {
    const { source } = this;
    const table = source.tables.ip;
    const each = source.addressesPerEndpoint;
    const current = table.count / each;
    const bytes = ipBytes(source.group);
    if (current > 0 && random.chance(ENDPOINT_UPDATE_SHARE)) {
      const first = Math.floor(table.pick(random) / each) * each;
      for (let i = 0; i < each; i += 1) {
        table.update(first + i, bytes);
        source.emit("ip", first + i);
      }
    } else if (current > 1 && random.chance(removal(current, source.group.endpoints))) {
      const first = Math.floor(table.pick(random) / each) * each;
      for (let i = 0; i < each; i += 1) {
        table.delete(first + i);
        source.emit("ip", first + i);
      }
    } else {
      for (let i = 0; i < each; i += 1) source.emit("ip", table.create(bytes));
    }
  }

  private changeService(random: RandomStream): void {
    const { source } = this;
    const table = source.tables.services;
    if (table.count > 0 && random.chance(SERVICE_UPDATE_SHARE)) {
      const key = table.pick(random);
      const before = source.backends.get(key) ?? 0;
      const gone = random.chance(before / (before + BACKENDS_TARGET));
      const backends = gone ? before - 1 : before + 1;
      source.backends.set(key, backends);
      table.update(key, serviceBytes(source.group, backends));
      source.emit("services", key);
      return;
    }
    const bytes = (): number => serviceBytes(source.group, 0);
    this.createOrRemove("services", source.group.services, random, bytes);
  }

  private createOrRemove(
    type: KeyType,
    target: number,
    random: RandomStream,
    bytes: () => number,
  ): void {
    const table = ofType(this.source.tables, type);
    if (table.count > 1 && random.chance(removal(table.count, target))) {
      const key = table.pick(random);
      table.delete(key);
      this.source.backends.delete(key);
      this.source.emit(type, key);
    } else {
      this.source.emit(type, table.create(bytes()));
    }
  }
}

/** Chance that an operation removes: it pulls the number towards its target. */
function removal(current: number, target: number): number {
  return current / (current + Math.max(1, target));
}
