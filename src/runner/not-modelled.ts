/** What the models leave out and a reader of a report should know. Kept beside docs/background/model.md. */
export const NOT_MODELLED: readonly string[] = [
  "Failures and restarts: connections are never lost, so reconnects, relists, lease expiry and the storms they cause do not appear yet. A stale heartbeat is counted as a failure but starts no reconnect.",
  "Kubernetes' own delays before a change reaches the clustermesh-apiserver (kubelet, CiliumEndpoint, EndpointSlice batching).",
  "Packet loss, jitter, TCP slow start and congestion control; a path has a fixed delay and bandwidth.",
  "Contention for CPU outside etcd: the agents, kvstoremesh and clustermesh-apiserver take fixed times per event.",
  "The agents' datapath and policy work; BPF maps are only counted.",
  "More than one clustermesh-apiserver replica per cluster, and an external etcd with several members.",
  "MCS service exports and endpoint slices as data (their watchers are counted).",
  "The order in which Go's scheduler and etcd's maps visit goroutines and watchers: it is fixed here.",
  "Events of an apiserver's or mirror's watch on its own etcd (a heartbeat a minute); their watchers are counted.",
];
