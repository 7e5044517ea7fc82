/** The largest mesh that Cilium allows: 511 clusters of 5,000 nodes. Nobody can run that test for real. */
export const MESH_511X5000 = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata:
  name: mesh-511x5000
  description: 511 clusters of 5,000 nodes, 2.5 million agents and 1.3 billion connections - ten minutes of steady churn, one apiserver replaced, one cluster's agents restarted.
  sources:
    - "https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/ (maxConnectedClusters 255 or 511)"
    - "https://github.com/cilium/design-cfps/pull/74 (CFP-39876: 15,000 endpoints and 1.2 changes per second and cluster)"
  assumptions:
    - "The limits are Cilium's defaults: the 612 changes per second of the mesh exceed kvstoremesh's 100 QPS, so its queue grows for as long as the churn lasts and latencies are those of an overload."
    - "Each etcd may use 128 cores and a quota of 8 GiB: with fewer cores the sends of one change to 2.5 million agents fall behind before anything else does."
    - "At the assumed cost of etcd's notify loop the original topology needs 2.1 s of one thread for each second of churn: it is overloaded too."
    - "The run starts in sync. 16 clusters are observed: 14 drawn by the seed and the two that incidents name. The 14 are simulated apart from the sources, beside them on another core."
spec:
  maxConnectedClusters: 511
  observe: { sample: 14, others: fluid, receivers: apart }
  mesh:
    clusters: 511
    nodes: 5000
    nodesQPS: 0
    identities: 500
    identitiesQPS: 0.2
    endpoints: 15000
    endpointsQPS: 1
    services: 0
    servicesQPS: 0
  clustermesh:
    apiserver:
      etcd: { storageMedium: Memory, cores: 128, quotaBackendBytes: 8GiB }
  simulation:
    start: in-sync
    warmup: 10s
    duration: 10m
    drain: 10s
  incidents:
    - { at: 1m, what: agents-restart, cluster: cluster-200, maxUnavailable: 10%, every: 20s }
    - { at: 8m, what: apiserver-pod-replaced, cluster: cluster-100 }
`;
