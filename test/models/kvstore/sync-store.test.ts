/** SyncStore: one worker, one write for many changes of a key, nothing for an unchanged value, the canary last. */
import { expect, it } from "vitest";
import { canaryPrefix, dataPrefix } from "../../../models/etcd/layout.js";
import { NOT_YET, forEachCarried, type Change } from "../../../models/kvstore/change.js";
import { SyncStore } from "../../../models/kvstore/sync-store.js";
import { Gauge } from "../../../src/measure/gauge.js";
import { smallEtcd, watch } from "./small-etcd.js";

function setUp() {
  const { sim, etcd, client } = smallEtcd();
  const prefix = dataPrefix(etcd, "c", "ip", "state");
  const canaries = canaryPrefix(etcd, "c");
  const waiting = new Gauge(0);
  const sent: Change[] = [];
  const store = new SyncStore(sim, {
    client,
    prefix,
    canaryPrefix: canaries,
    canaryKey: 3,
    waiting,
    onSent: (change) => sent.push(change),
  });
  return { sim, etcd, prefix, canaries, store, waiting, sent };
}

const change = (key: number, version: number): Change => ({
  type: "ip",
  key,
  version,
  valueBytes: 100 + version,
  backends: 0,
  measured: true,
  changedNs: 0,
  sentNs: NOT_YET,
  mirror: undefined,
  superseded: undefined,
});

it("ignores a value that it wrote already", () => {
  const { sim, etcd, store } = setUp();
  for (let i = 0; i < 3; i += 1) {
    store.upsert(1, 100, 1, undefined);
    sim.run({ untilNs: (i + 1) * 1e9 });
  }
  expect(etcd.counters.puts).toBe(1);
});

it("writes a key once however often it changed while it waited, and that write carries all changes", () => {
  const { sim, etcd, prefix, store, sent } = setUp();
  store.upsert(0, 100, 1, undefined);
  for (const version of [1, 2, 3]) store.upsert(1, 100 + version, version, change(1, version));
  sim.run({ untilNs: 1e9 });
  expect(etcd.counters.puts).toBe(2);
  const written = prefix.content();
  expect(written.keys().map((key) => written.version(key))).toEqual([1, 3]);
  expect(sent.map((one) => one.version)).toEqual([3]);
  const carried: number[] = [];
  for (const one of sent) forEachCarried(one, (each) => carried.push(each.version));
  expect(carried).toEqual([3, 2, 1]);
});

it("writes one key at a time, in order", () => {
  const { sim, etcd, prefix, store, waiting } = setUp();
  const { told } = watch(etcd, prefix, 1);
  sim.run({ untilNs: 1e9 });
  for (const key of [5, 2, 9]) store.upsert(key, 100, 1, undefined);
  expect(waiting.value(sim.nowNs)).toBe(2);
  sim.run({ untilNs: 2e9 });
  expect(told.map(({ keys }) => keys)).toEqual([[5], [2], [9]]);
  expect(waiting.value(sim.nowNs)).toBe(0);
});

it("writes the canary after everything that was known, and before what came later", () => {
  const { sim, etcd, prefix, canaries, store } = setUp();
  let syncedAtPuts = 0;
  for (let key = 0; key < 10; key += 1) store.upsert(key, 100, 1, undefined);
  store.synced(() => (syncedAtPuts = etcd.counters.puts));
  for (let key = 10; key < 20; key += 1) store.upsert(key, 100, 1, undefined);
  sim.run({ untilNs: 1e9 });
  expect(syncedAtPuts).toBe(11);
  expect([prefix.count, canaries.count]).toEqual([20, 1]);
});

it("a key that is deleted before it was written cancels out: no revision, no event", () => {
  const { sim, etcd, prefix, store } = setUp();
  const { told } = watch(etcd, prefix, 1);
  sim.run({ untilNs: 1e9 });
  store.upsert(0, 100, 1, undefined);
  store.upsert(1, 101, 1, change(1, 1));
  store.delete(1, 2, change(1, 2));
  sim.run({ untilNs: 2e9 });
  expect(told.map(({ keys }) => keys)).toEqual([[0]]);
  expect(etcd.revision).toBe(1);
});
