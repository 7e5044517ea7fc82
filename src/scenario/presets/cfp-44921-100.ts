/** The mesh behind CFP-44921 (cluster mesh scaling): 100 clusters of different size on three continents. */
export const CFP_44921_100 = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata:
  name: cfp-44921-100
  description: 100 clusters of 2,000 to 5,000 endpoints in Asia, the US and Europe. Published - bootstrap can exceed 5 minutes.
  sources:
    - "https://github.com/cilium/design-cfps/pull/89 (CFP-44921)"
    - "https://github.com/cilium/cilium/issues/44921"
    - "AWS inter-region round-trip times, table of 2017: us-east-1 to eu-west-1 81 ms, to Tokyo 145 ms, eu-west-1 to Singapore 238 ms"
  assumptions:
    - "Sizes: 40 clusters of 2,000, 40 of 3,500 and 20 of 5,000 endpoints; 50 endpoints per node, 20 endpoints per identity."
    - "Churn: 1 endpoint change per second and 5,000 endpoints, as a mesh-wide total of about 63 per second, below kvstoremesh's 100 QPS. The proposal gives none."
    - "Regions share 10 Gbit/s between each pair."
spec:
  ciliumVersion: "1.17"
  observe: { sample: 3 }
  network:
    regions: [{ name: us }, { name: eu }, { name: asia }]
    intraRegion: { rtt: 1ms, bandwidth: 10Gbps }
    links:
      - { from: us, to: eu, rtt: 81ms, bandwidth: 10Gbps }
      - { from: us, to: asia, rtt: 145ms, bandwidth: 10Gbps }
      - { from: eu, to: asia, rtt: 238ms, bandwidth: 10Gbps }
  mesh:
    nodesQPS: 0.01
    identitiesQPS: 0.05
    servicesQPS: 0
    services: 0
    groups:
      - { name: us-small, region: us, clusters: 40, nodes: 40, identities: 100, endpoints: 2000, endpointsQPS: 0.4 }
      - { name: eu-medium, region: eu, clusters: 40, nodes: 70, identities: 175, endpoints: 3500, endpointsQPS: 0.7 }
      - { name: asia-large, region: asia, clusters: 20, nodes: 100, identities: 250, endpoints: 5000, endpointsQPS: 0.65 }
  simulation:
    warmup: 10s
    duration: 1m
`;
