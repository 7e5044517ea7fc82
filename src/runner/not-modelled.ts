/** What the models leave out and a reader of a report should know. Kept beside docs/background/model.md. */
export const NOT_MODELLED: readonly string[] = [
  "Kubernetes' own delays before a change reaches the clustermesh-apiserver (kubelet, CiliumEndpoint, EndpointSlice batching).",
  "Jitter, TCP slow start and congestion control; a path has a fixed delay and bandwidth. Packet loss (an incident) is felt as delay only, not as lower throughput.",
  "Contention for CPU outside etcd: the agents, kvstoremesh and clustermesh-apiserver take fixed times per event.",
  "The agents' datapath and policy work; BPF maps are only counted.",
  "An etcd of several members, and what a quorum loss does. With kvstoreMode external the shared etcd is one member that is never replaced.",
  "kubelet, scheduler and Service propagation: a container or pod is back after a given time, and clients reach a ready one at once.",
  "A cluster configuration that does not validate, and clusters that change their ID.",
  "MCS service exports and endpoint slices as data (their watchers are counted).",
  "The order in which Go's scheduler and etcd's maps visit goroutines and watchers: it is fixed here.",
  "Events of an apiserver's or mirror's watch on its own etcd (a heartbeat a minute); their watchers are counted.",
];
