/** What a real etcd sends is what the model sends, whatever the machine's speed: events exactly, bytes within 2 %. */
import { expect, test } from "vitest";
import { startEtcd } from "../../src/lab/etcd/local.js";
import { predict } from "../../src/lab/predict/predict.js";
import { runOnEtcd } from "../../src/lab/run/run-scenario.js";
import { COSTS } from "../models/small-mesh.js";
import { HAS_ETCD } from "./etcds.js";
import { predictable } from "./small-lab.js";

const OPTIONS = {
  seed: "1",
  cores: 1,
  clientRpcNs: 200_000,
  clientRpcColdNs: 200_000,
  keyPrefix: "lab/",
};
const { signal } = new AbortController();

test.runIf(HAS_ETCD).each([
  ["churn", { churn: { rate: 30 } }],
  ["a restart", { churn: { rate: 20 }, restart: { agents: 3, atSeconds: 0.2 } }],
  ["a reconnection", { churn: { rate: 20 }, reconnect: { agents: 3, atSeconds: 0.2 } }],
  ["a mirror", { churn: { rate: 20 }, mirror: { qps: 100, maxInflight: 10 } }],
  ["a slow reader", { churn: { rate: 50 }, stall: { agents: 1, fromSeconds: 0, toSeconds: 0.5 } }],
] as const)("%s", async (_, change) => {
  // Values so large that a header's numbers, shorter in a young etcd by some 4 bytes a response, weigh little.
  const scenario = predictable({ ...change, valueBytes: 1000 });
  const expected = predict(scenario, { ...OPTIONS, costs: COSTS });
  const makeEtcd = async (): ReturnType<typeof startEtcd> => startEtcd({ tls: scenario.etcd.tls });
  const { outcome, isClientBound } = await runOnEtcd(scenario, { seed: "1", makeEtcd, signal });
  // Who is away misses a few changes, and the moments differ a little.
  const away = "restart" in change ? 0.1 : 0;
  expect(share(outcome.events, expected.events)).toBeLessThanOrEqual(away);
  expect(share(outcome.sentBytes, expected.sentBytes)).toBeLessThan(0.02 + away);
  expect(outcome.cpuSeconds).toBeGreaterThan(0);
  // Times are left out when all waited for the client.
  expect((outcome.deliveryP50 ?? 0) > 0).toBe(!isClientBound);
});

function share(one = NaN, other = NaN): number {
  return Math.abs(one / other - 1);
}
