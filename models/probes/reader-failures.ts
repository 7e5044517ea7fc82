/** `remote_cluster_failures`, also of readers that are gone. */
import type { ClientKind } from "../etcd/watch-group.js";
import type { RemoteCluster } from "../kvstore/remote-cluster.js";
import type { MeshReader } from "../mesh-parts.js";

export class ReaderFailures {
  private readonly readers: ReadonlyMap<RemoteCluster, MeshReader>;
  /** Failures that readers had counted that are gone. */
  private readonly past = new Map<ClientKind, Map<string, number>>();

  constructor(readers: ReadonlyMap<RemoteCluster, MeshReader>) {
    this.readers = readers;
  }

  /** A reader goes; what it counted stays counted. */
  keep({ reader, client, target }: MeshReader): void {
    if (reader.failures === 0) return;
    const past = this.past.get(client) ?? new Map<string, number>();
    past.set(target.name, (past.get(target.name) ?? 0) + reader.failures);
    this.past.set(client, past);
  }

  /** Failures so far, summed over the clients of one kind, by the cluster that they read. */
  byTarget(client: ClientKind): ReadonlyMap<string, number> {
    const sums = new Map(this.past.get(client));
    for (const one of this.readers.values()) {
      if (one.client !== client) continue;
      const { name } = one.target;
      sums.set(name, (sums.get(name) ?? 0) + one.reader.failures);
    }
    return sums;
  }
}
