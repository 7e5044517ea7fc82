/**
 * The scenario that `init` writes: small, valid as it is, with the fields that one changes first. Not every field:
 * `explain spec` and docs/reference/scenario.md have them all.
 */

/** The text, with the line by which editors (yaml-language-server) find the schema at `schemaPath`. */
export function scenarioTemplate(schemaPath: string): string {
  return `# yaml-language-server: $schema=${schemaPath}
# A scenario of clustermesh-sim. Every field has a default; "clustermesh-sim explain FIELD" tells what it means.
apiVersion: clustermesh-sim/v1
kind: Scenario
metadata:
  name: my-mesh
  description: Two regions, a few large clusters and many small ones.
  # What you took from where, and what you guessed: the report repeats both.
  sources: []
  assumptions:
    - Churn is a guess.
spec:
  ciliumVersion: "1.20"
  # original: every agent reads every remote etcd. kvstoremesh: one mirror per cluster does. both: compare them.
  topology: both

  # All numbers are per cluster. The keys are those of cmapisrv-mock's values file.
  mesh:
    nodes: 50
    identities: 100
    endpoints: 1000
    services: 20
    # Created or deleted per second and cluster.
    nodesQPS: 0.02
    identitiesQPS: 0.1
    endpointsQPS: 1
    servicesQPS: 0.05
    # Clusters that differ: each group inherits what it does not set. For equal clusters drop the groups and write
    # "clusters: 10" above instead.
    groups:
      - { name: large, clusters: 2, nodes: 200, endpoints: 4000, region: us }
      - { name: small, clusters: 4, region: eu }

  network:
    regions:
      - name: us
      - name: eu
    links:
      - { from: us, to: eu, rtt: 81ms, bandwidth: 5Gbps }

  # The settings of Cilium's Helm chart, at the chart's defaults.
  clustermesh:
    apiserver:
      etcd: { storageMedium: Disk, cores: 8 }
      kvstoremesh: { qps: 100 }

  simulation:
    # Churn runs through the warm-up, but only the window after it is measured.
    warmup: 10s
    duration: 1m
`;
}
