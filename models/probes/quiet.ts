/** Whether anything is under way in a mesh: a key that waits to be written, a response, a reader that is behind. */
import type { EtcdService } from "../etcd/service.js";
import type { RemoteCluster } from "../kvstore/remote-cluster.js";
import type { MeshCluster } from "../mesh-parts.js";
import type { Mocker } from "../process/mocker.js";

/** True when every queue is empty and every reader has what its etcd has. */
export function isQuiet(mesh: {
  readonly clusters: readonly MeshCluster[];
  readonly mocker: Mocker | undefined;
  readonly readers: Iterable<RemoteCluster>;
}): boolean {
  const services = new Set<EtcdService>();
  for (const { deployment, service } of mesh.clusters) {
    services.add(service);
    for (const { apiserver, kvstoremesh } of deployment?.pods ?? []) {
      if (!apiserver.writer.drained || kvstoremesh?.drained === false) return false;
    }
  }
  if (mesh.mocker?.writers.every((writer) => writer.drained) === false) return false;
  for (const service of services) {
    for (const etcd of service.live) {
      if (etcd.pool.queuedSends > 0 || etcd.apply.isBusy || etcd.raft.backlog > 0) return false;
      if (etcd.hub.slowWatchers > 0) return false;
    }
  }
  for (const reader of mesh.readers) {
    if (reader.machine.state !== "absent" && !reader.isCurrent) return false;
  }
  return true;
}
