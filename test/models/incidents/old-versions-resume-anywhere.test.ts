/** Before 1.16 the etcd's cluster ID was not compared: a watch went on at another etcd and missed what it missed. */
import { expect, it } from "vitest";
import { RunningMesh, S } from "../running-mesh.js";

const REPLACED = {
  what: "apiserver-pod-replaced",
  clusters: ["cluster-001"],
  downtimeNs: 2 * S,
} as const;

it.each([
  ["1.15", 0],
  ["1.16", 8],
] as const)(
  "cilium %s: %i clients start afresh when the pod is replaced",
  (ciliumVersion, clients) => {
    const mesh = new RunningMesh("original", { ciliumVersion }, [REPLACED]).begin().after(20);
    expect(mesh.failures("agent")).toBe(clients);
    expect(mesh.listed > 0).toBe(clients > 0);
  },
);
