/** However drains and rollouts overlap, a Deployment ends with its replicas, and each of them takes part in the mesh. */
import { describe, expect, it } from "vitest";
import { RunningMesh, S } from "../running-mesh.js";

const clusters = ["cluster-001"];
const DRAINED = { what: "node-drained", clusters, downtimeNs: 0.2 * S } as const;
const REPLACED = { what: "apiserver-pod-replaced", clusters, downtimeNs: 0.2 * S } as const;
const LATER = { what: "apiserver-pod-replaced", clusters, downtimeNs: 0.3 * S } as const;

describe.each([1, 2])("%i replicas", (replicas) => {
  it.each([
    ["two drains at once", [DRAINED, DRAINED]],
    ["two rollouts at once", [REPLACED, LATER]],
    ["a drain during a rollout", [REPLACED, DRAINED]],
    ["a rollout during a drain", [DRAINED, LATER]],
    ["all of it", [DRAINED, REPLACED, DRAINED, LATER]],
  ] as const)("%s", (_, incidents) => {
    const mesh = new RunningMesh("kvstoremesh", { replicas }, incidents).begin().after(60);
    const { deployment, service } = mesh.mesh.cluster("cluster-001");
    const etcds = deployment?.pods.map(({ etcd }) => etcd) ?? [];
    expect(etcds).toHaveLength(replicas);
    expect(new Set(service.live)).toEqual(new Set(etcds));
    expect(new Set(service.ready)).toEqual(new Set(etcds));
    expect(mesh.mesh.isQuiet).toBe(true);
    mesh.checkAtRest();
  });
});
