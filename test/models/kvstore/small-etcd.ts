/** One etcd with one writer, for the tests of the client library. */
import { EtcdMember } from "../../../models/etcd/member.js";
import type { Prefix, WatchEvent } from "../../../models/etcd/keyspace.js";
import type { RevisionHold } from "../../../models/etcd/revision-log.js";
import { StreamGroup, type Delivery } from "../../../models/etcd/watch-group.js";
import { EtcdClient } from "../../../models/kvstore/etcd-client.js";
import { Network } from "../../../models/network/network.js";
import { Simulation } from "../../../src/engine/simulation.js";
import type { EtcdClientSpec, EtcdSpec } from "../../../src/scenario/scenario.js";
import { COSTS, ETCD, scenario } from "../small-mesh.js";

export function smallEtcd(change: Partial<EtcdSpec> = {}, limits: Partial<EtcdClientSpec> = {}) {
  const sim = new Simulation({ seed: "1" });
  const network = new Network(scenario().network);
  const etcd = new EtcdMember(sim, {
    name: "etcd",
    spec: { ...ETCD, ...change },
    costs: COSTS,
    nic: network.nic(),
  });
  const client = new EtcdClient(sim, {
    etcd,
    path: network.samePod(),
    client: "apiserver",
    limits: { qps: 1e6, bootstrapQps: 0, maxInflight: 100, listLimit: 256, ...limits },
  });
  return { sim, network, etcd, client };
}

export const value = (key: number, valueBytes: number, version = 1): WatchEvent => ({
  key,
  valueBytes,
  version,
  change: undefined,
});

/** Watches a prefix with n members from the next revision on; returns what they were told. */
export function watch(etcd: EtcdMember, prefix: Prefix, members: number, hold?: RevisionHold) {
  const network = new Network(scenario().network);
  const stream = new StreamGroup({ members, client: "agent", path: network.sameCluster() });
  const told: { keys: number[]; members: number; delivery: Delivery }[] = [];
  etcd.watch(
    {
      stream,
      prefix,
      fromRevision: (hold?.revision ?? etcd.revision) + 1,
      hold,
      token: 0,
      sink: {
        told: (_token, events, count, delivery) =>
          told.push({
            keys: events.map((event) => event.key),
            members: count,
            delivery: { ...delivery },
          }),
        cancelled: () => undefined,
      },
    },
    () => undefined,
  );
  return { told, stream };
}
