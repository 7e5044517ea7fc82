/** The mesh behind CFP-39876 (namespace-based export control): 3 million remote endpoints. */
export const CFP_39876 = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata:
  name: cfp-39876
  description: 200 mocked clusters of 300 nodes, 500 identities and 15,000 endpoints. Published - 15 GiB per agent.
  sources:
    - "https://github.com/cilium/design-cfps/pull/74 (CFP-39876)"
    - "https://github.com/cilium/cilium/issues/39876"
  assumptions:
    - "The limits are Cilium's defaults: the 240 changes per second of the mesh exceed kvstoremesh's 100 QPS, so its queue grows for as long as the churn lasts and latencies are those of an overload."
    - "The real cluster that reads the mock: 2 nodes without churn. The published test ran 2 apiserver replicas; each holds a full copy of its own, and one is simulated."
    - "3 million addresses exceed the default ipcache map of 512,000 entries almost six times; the published test must have enlarged it."
spec:
  ciliumVersion: "1.18"
  churn:
    arrivals: interval
  mesh:
    groups:
      - name: mocked
        mocked: true
        clusters: 200
        nodes: 300
        nodesQPS: 0
        identities: 500
        identitiesQPS: 0.2
        endpoints: 15000
        endpointsQPS: 1
        services: 0
        servicesQPS: 0
      - name: real
        clusters: 1
        nodes: 2
        nodesQPS: 0
        identities: 10
        identitiesQPS: 0
        endpoints: 100
        endpointsQPS: 0
  clustermesh:
    apiserver:
      etcd: { storageMedium: Memory, cores: 8, quotaBackendBytes: 8GiB }
  mock:
    etcd: { quotaBackendBytes: 8GiB }
  simulation:
    warmup: 10s
    duration: 2m
    drain: 10s
`;
