/**
 * What an operator can change when a mesh has reached its end, each as a change of the scenario that can be tried.
 * Not here: etcds of several members, which the models do not have.
 */
import type { Scenario, Slo } from "../scenario/scenario.js";

/** One change. */
export interface Remedy {
  readonly name: string;
  /** The fields and their new values, as for --set. */
  readonly set: readonly string[];
  readonly apply: (scenario: Scenario) => Scenario;
  /** The objectives with it, for what is a limit of the machine and no field of the mesh. */
  readonly slos?: (slos: readonly Slo[]) => readonly Slo[];
}

/** Doubling shows whether a resource is the one that matters. */
const FACTOR = 2;
/** As many as a scenario may have. */
const MOST_REPLICAS = 5;
const APISERVER = "spec.clustermesh.apiserver";

/** All changes at once. */
export function together(remedies: readonly Remedy[]): Remedy {
  return {
    name: "all of these together",
    set: remedies.flatMap(({ set }) => set),
    apply: (scenario) => remedies.reduce((one, { apply }) => apply(one), scenario),
    slos: (given) => remedies.reduce((some, { slos }) => slos?.(some) ?? some, given),
  };
}

/** The changes that make sense for a scenario in its topology. */
export function remediesFor(scenario: Scenario): readonly Remedy[] {
  const { apiserver, kvstoremesh, etcd, topologies } = scenario;
  const mirrors = topologies.includes("kvstoremesh");
  const remedies: Remedy[] = [];
  if (mirrors) {
    const qps = kvstoremesh.qps * FACTOR;
    remedies.push({
      name: "twice the QPS of kvstoremesh",
      set: [`${APISERVER}.kvstoremesh.qps=${qps}`],
      apply: (one) => ({ ...one, kvstoremesh: { ...one.kvstoremesh, qps } }),
    });
  }
  const qps = apiserver.qps * FACTOR;
  remedies.push({
    name: "twice the QPS of the clustermesh-apiserver",
    set: [`${APISERVER}.etcd.qps=${qps}`],
    apply: (one) => ({ ...one, apiserver: { ...one.apiserver, qps } }),
  });
  const cores = etcd.cores * FACTOR;
  remedies.push({
    name: "twice the cores of etcd",
    set: [`${APISERVER}.etcd.cores=${cores}`],
    apply: (one) => ({ ...one, etcd: { ...one.etcd, cores } }),
  });
  if (etcd.storageMedium === "Disk") {
    remedies.push({
      name: "etcd's data in memory",
      set: [`${APISERVER}.etcd.storageMedium=Memory`],
      apply: (one) => ({ ...one, etcd: { ...one.etcd, storageMedium: "Memory" } }),
    });
  }
  remedies.push({
    name: "twice the memory for etcd",
    set: ["the limit of the objective process_resident_memory_bytes"],
    apply: (one) => one,
    slos: (slos) =>
      slos.map((slo) =>
        slo.metric === "process_resident_memory_bytes" ? { ...slo, max: slo.max * FACTOR } : slo,
      ),
  });
  const replicas = Math.min(MOST_REPLICAS, scenario.replicas * FACTOR);
  if (replicas > scenario.replicas) {
    remedies.push({
      name: "twice the replicas of the clustermesh-apiserver",
      set: [`${APISERVER}.replicas=${replicas}`],
      apply: (one) => ({ ...one, replicas }),
    });
  }
  const quota = etcd.quotaBackendBytes * FACTOR;
  remedies.push({
    name: "twice the backend quota of etcd",
    set: [`${APISERVER}.etcd.quotaBackendBytes=${quota / 2 ** 20}MiB`],
    apply: (one) => ({ ...one, etcd: { ...one.etcd, quotaBackendBytes: quota } }),
  });
  if (scenario.maxConnectedClusters === 255) {
    remedies.push({
      name: "cluster IDs up to 511",
      set: ["spec.maxConnectedClusters=511"],
      apply: (one) => ({ ...one, maxConnectedClusters: 511 }),
    });
  }
  return remedies;
}
