/** A cohort must give what its members simulated one by one give: counters exactly, latency quantiles within 2 %. */
import { describe, expect, it } from "vitest";
import { countersOf, quantilesOf } from "../../../experiments/cohorts/figures.js";
import type { Scenario, TopologyName } from "../../../src/scenario/scenario.js";
import { ETCD, group, run, scenario } from "../small-mesh.js";

const CASES: Readonly<Record<string, Partial<Scenario>>> = {
  "three equal clusters": { groups: [group({ nodes: 20 })] },
  "unequal clusters": {
    groups: [
      group({ name: "small", clusters: 3, nodes: 5 }),
      group({ name: "large", clusters: 1, nodes: 60, firstClusterID: 4, endpointsQPS: 6 }),
    ],
  },
  "two regions": {
    groups: [
      group({ name: "us", region: "us", nodes: 15 }),
      group({ name: "eu", region: "eu", nodes: 15, firstClusterID: 4 }),
    ],
    network: { ...scenario().network, regions: ["us", "eu"] },
  },
  "one core and a slow disk": {
    groups: [group({ nodes: 30 })],
    etcd: { ...ETCD, cores: 1, storageMedium: "Disk" },
  },
  "large services": { groups: [group({ nodes: 25, services: 30, servicesQPS: 4 })] },
  "busy churn, plaintext, dual stack": {
    groups: [group({ nodes: 20, endpointsQPS: 8, ipv6: true })],
    etcd: { ...ETCD, tls: "disabled" },
    apiserver: { ...scenario().apiserver, qps: 50 },
  },
  "cilium 1.14 without bootstrap rate": { groups: [group({ nodes: 10 })], ciliumVersion: "1.14" },
  "interval churn": { groups: [group({ nodes: 40 })], churn: { arrivals: "interval" } },
};

describe.each(Object.entries(CASES))("%s", (_name, change) => {
  it.each(["original", "kvstoremesh"] as const)("%s", (topology: TopologyName) => {
    const cohort = run(topology, { ...change, fidelity: "cohort" });
    const individual = run(topology, { ...change, fidelity: "individual" });

    const counters = countersOf(cohort.rows);
    expect(Object.keys(counters).length).toBeGreaterThan(50);
    expect(counters).toEqual(countersOf(individual.rows));

    const [found, expected] = [quantilesOf(cohort.rows), quantilesOf(individual.rows)];
    expect(Object.keys(expected)).toHaveLength(20);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(found)) {
      const one = expected[name] ?? NaN;
      expect(Math.abs(value / one - 1), `${name}: ${value} ${one}`).toBeLessThan(0.02);
    }
    expect(cohort.events).toBeLessThan(individual.events);
  });
});
