/** With a cache TTL the services of a cluster that cannot be reached go; everything else stays until it is back. */
import { expect, it } from "vitest";
import { RunningMesh, S } from "../running-mesh.js";

const partition = {
  what: "partition",
  between: ["cluster-001", "cluster-002"],
  forNs: 900 * S,
} as const;

function services(mesh: RunningMesh): readonly number[] {
  const held = mesh
    .readers("agent", { target: "cluster-001", in: "cluster-002" })
    .map(({ reader }) => reader.knownKeys("services")?.keys().length ?? 0);
  return [...new Set(held)];
}

it("after the TTL, counted from the reconnect that failed", () => {
  const mesh = new RunningMesh("original", { cacheTtlNs: 300 * S }, [partition]).begin();
  mesh.after(300);
  expect(services(mesh)).toEqual([4]);
  mesh.after(300);
  expect(services(mesh)).toEqual([0]);
  const [one] = mesh.readers("agent", { target: "cluster-001", in: "cluster-002" });
  expect(one?.reader.knownKeys("ip")?.keys()).toHaveLength(50);
  mesh.after(600);
  expect(services(mesh)).toEqual([4]);
  mesh.checkAtRest();
});

it("never without a TTL, and before the version that has one", () => {
  const without = new RunningMesh("original", {}, [partition]).begin().after(800);
  expect(services(without)).toEqual([4]);
  const change = { cacheTtlNs: 300 * S, ciliumVersion: "1.17" } as const;
  const before = new RunningMesh("original", change, [partition]).begin().after(800);
  expect(services(before)).toEqual([4]);
});
