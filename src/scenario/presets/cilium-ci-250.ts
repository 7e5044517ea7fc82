/** Cilium's own scale test of cluster mesh: 250 mocked clusters and one real one with two nodes. */
export const CILIUM_CI_250 = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata:
  name: cilium-ci-250
  description: Cilium's scale test. 250 mocked clusters of 100 nodes, 100 identities and 1,000 endpoints, connected to one real cluster.
  sources:
    - "https://github.com/cilium/cilium/pull/33562"
    - "https://github.com/cilium/cilium/blob/main/.github/workflows/scale-test-clustermesh.yaml"
    - "https://github.com/cilium/scaffolding/tree/main/cmapisrv-mock"
  assumptions:
    - "The test's gates: bootstrap within 60 s, sync queue at most 1,000, no errors, no reconnects. Its measured results are not public."
    - "Mock and real cluster are in one zone: 0.5 ms of round-trip time. All run on n2-standard-8 machines; each etcd may use their 8 cores."
    - "The real cluster: 2 nodes, 180 pods (90 per node) with one identity, and no churn of its own."
spec:
  ciliumVersion: "1.20"
  churn:
    arrivals: interval
  network:
    intraRegion: { rtt: 500us, bandwidth: 16Gbps }
  mesh:
    groups:
      - name: mocked
        mocked: true
        clusters: 250
        firstClusterID: 1
        nodes: 100
        nodesQPS: 0.1
        identities: 100
        identitiesQPS: 0.2
        endpoints: 1000
        endpointsQPS: 1
        services: 0
        servicesQPS: 0
      - name: real
        clusters: 1
        firstClusterID: 255
        nodes: 2
        nodesQPS: 0
        identities: 1
        identitiesQPS: 0
        endpoints: 180
        endpointsQPS: 0
  clustermesh:
    apiserver:
      etcd: { storageMedium: Memory, cores: 8 }
      kvstoremesh: { qps: 1000, bootstrapQps: 10000, maxInflight: 10 }
  mock:
    etcdQPS: 1000
    etcdBootstrapQPS: 10000
    etcdMaxInflight: 100
  simulation:
    warmup: 30s
    duration: 5m
`;
