/**
 * cmapisrv-mock: one program that writes many clusters into one etcd, in cache layout, through one client.
 * It was ready before the clock starts, as in Cilium's scale test, where the real cluster is connected afterwards.
 * Real behaviour: cilium/scaffolding 072e7e7b cmapisrv-mock/.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { Gauge } from "../../src/measure/gauge.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import type { SourceCluster } from "../workload/source-cluster.js";
import { keepHeartbeat } from "./clustermesh-apiserver.js";
import { ClusterWriter } from "./cluster-writer.js";

const LOCAL_WATCHERS = 1;

export class Mocker {
  readonly client: EtcdClient;
  readonly writers: readonly ClusterWriter[];
  private readonly sim: Simulation;

  constructor(
    sim: Simulation,
    options: {
      readonly sources: readonly SourceCluster[];
      readonly client: EtcdClient;
      /** Keys that wait in all stores. */
      readonly waiting: Gauge;
      /** Called for each mocked cluster. */
      readonly onSynced: () => void;
    },
  ) {
    this.sim = sim;
    this.client = options.client;
    const { client, waiting, onSynced } = options;
    const common = {
      client,
      layout: "cache",
      waiting,
      onSynced,
    } as const;
    this.writers = options.sources.map((source) => new ClusterWriter(sim, { source, ...common }));
  }

  start(): void {
    this.client.connect(LOCAL_WATCHERS);
    this.client.limiter.bootstrapDone();
    keepHeartbeat(this.sim, this.client);
    for (const writer of this.writers) writer.startWritten();
  }
}
