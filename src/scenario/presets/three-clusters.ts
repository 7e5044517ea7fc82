/** The built-in example: small enough to read, with every kind of object in it. */
export const THREE_CLUSTERS = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata:
  name: three-clusters
  description: Three equal clusters of 100 nodes in one region, with modest churn of every kind.
  sources:
    - "https://docs.cilium.io/en/stable/network/clustermesh/ (settings are the Helm chart's defaults)"
  assumptions:
    - "Objects and churn per cluster are of the order of Cilium's scale test (100 nodes, 1,000 endpoints, 1 endpoint change per second), with 20 services that change 0.2 times per second."
    - "Clusters of one region are 1 ms of round-trip time apart."
spec:
  ciliumVersion: "1.20"
  mesh:
    clusters: 3
    nodes: 100
    nodesQPS: 0.1
    identities: 100
    identitiesQPS: 0.2
    endpoints: 1000
    endpointsQPS: 1
    services: 20
    servicesQPS: 0.2
`;
