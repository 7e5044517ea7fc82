/** A resolved scenario as YAML with everything spelled out; loading it gives the same scenario again. */
import { stringify } from "yaml";
import type { EtcdClientSpec, EtcdSpec, Scenario } from "./scenario.js";
import { API_VERSION } from "./schema.js";
import { renderIncident } from "./render-incident.js";
import { formatBandwidth, formatDuration, formatSize } from "./units.js";

/** JSON with sorted keys: equal scenarios give equal text, so it can be hashed. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    );
  });
}

export function renderScenario(scenario: Scenario): string {
  const { name, description, sources, assumptions } = scenario;
  const [topology = "original"] = scenario.topologies;
  return stringify(
    {
      apiVersion: API_VERSION,
      kind: "Scenario",
      metadata: { name, description, sources, assumptions },
      spec: {
        ciliumVersion: scenario.ciliumVersion,
        topology: scenario.topologies.length > 1 ? "both" : topology,
        fidelity: scenario.fidelity,
        observe: scenario.observe,
        maxConnectedClusters: scenario.maxConnectedClusters,
        mesh: { groups: scenario.groups },
        churn: scenario.churn,
        network: network(scenario),
        clustermesh: {
          apiserver: {
            replicas: scenario.replicas,
            etcd: { ...limits(scenario.apiserver), ...etcd(scenario.etcd) },
            kvstoremesh: { ...limits(scenario.kvstoremesh), kvstoreMode: scenario.kvstoreMode },
          },
          cacheTTL: formatDuration(scenario.cacheTtlNs),
          agent: {
            qps: scenario.agent.qps,
            maxInflight: scenario.agent.maxInflight,
            limit: scenario.agent.listLimit,
          },
          enableEndpointSliceSynchronization: scenario.operator.enableEndpointSliceSynchronization,
        },
        mock: {
          etcdQPS: scenario.mock.qps,
          etcdBootstrapQPS: scenario.mock.bootstrapQps,
          etcdMaxInflight: scenario.mock.maxInflight,
          etcd: etcd(scenario.mockEtcd),
        },
        incidents: scenario.incidents.map(renderIncident),
        simulation: {
          ...(scenario.start === undefined ? {} : { start: scenario.start }),
          bootstrapTimeout: formatDuration(scenario.timeline.bootstrapTimeoutNs),
          warmup: formatDuration(scenario.timeline.warmupNs),
          duration: formatDuration(scenario.timeline.durationNs),
          drain: formatDuration(scenario.timeline.drainNs),
          limits: scenario.limits,
        },
        ...(scenario.slos === undefined ? {} : { slos: scenario.slos }),
      },
    },
    { aliasDuplicateObjects: false },
  );
}

function limits(client: EtcdClientSpec) {
  const { qps, bootstrapQps, maxInflight, listLimit } = client;
  return { qps, bootstrapQps, maxInflight, limit: listLimit };
}

function etcd(spec: EtcdSpec) {
  return {
    storageMedium: spec.storageMedium,
    cores: spec.cores,
    autoCompactionRetention: formatDuration(spec.autoCompactionRetentionNs),
    quotaBackendBytes: formatSize(spec.quotaBackendBytes),
    tls: spec.tls,
    costProfile: spec.costProfile,
  };
}

function path(keys: { readonly rttNs: number; readonly bandwidthBps: number }) {
  return { rtt: formatDuration(keys.rttNs), bandwidth: formatBandwidth(keys.bandwidthBps) };
}

function network({ network: spec }: Scenario) {
  return {
    regions: spec.regions.map((name) => ({ name })),
    intraCluster: path(spec.intraCluster),
    intraRegion: path(spec.intraRegion),
    interRegion: path(spec.interRegion),
    links: spec.links.map((link) => ({ from: link.from, to: link.to, ...path(link) })),
  };
}
