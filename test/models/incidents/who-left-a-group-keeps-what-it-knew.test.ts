/** A part that leaves a group and starts minutes later knows what it knew when it left: nobody holds the history for it. */
import { expect, it } from "vitest";
import { group } from "../small-mesh.js";
import { RunningMesh } from "../running-mesh.js";

it("however much has changed at the etcd since", () => {
  const mesh = new RunningMesh("original", {
    groups: [group({ clusters: 2, endpoints: 1000, endpointsQPS: 100 })],
    apiserver: { qps: 100, bootstrapQps: 10_000, maxInflight: 20, listLimit: 256 },
  });
  mesh.mesh.startChurn();
  mesh.after(10);
  const [one] = mesh.readers("agent", { target: "cluster-001", in: "cluster-002" });
  const reader = one?.reader;
  const versions = (of: typeof reader): readonly number[] =>
    Array.from({ length: 1000 }, (_, key) => of?.knownKeys("ip")?.versionOf(key) ?? -1);
  const then = versions(reader);
  const revision = reader?.etcd?.revision ?? 0;
  const part = reader?.fork(1);
  mesh.after(60);
  expect(versions(reader)).not.toEqual(then);
  expect(reader?.etcd?.revision).toBeGreaterThan(revision + 2048);
  expect(versions(part)).toEqual(then);
});
