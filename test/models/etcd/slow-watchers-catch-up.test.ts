/** A watcher whose stream is full becomes a victim, then unsynced, and gets every change once, in order, at last. */
import { expect, it } from "vitest";
import { STREAM_CHANNEL_RESPONSES } from "../../../models/etcd/watch-hub.js";
import { smallEtcd, value, watch } from "../kvstore/small-etcd.js";

const PUTS = 600;

function burst(members: number, cores: number) {
  const { sim, etcd } = smallEtcd({ cores });
  const prefix = etcd.keyspace.prefix("p/", 20);
  const { told, stream } = watch(etcd, prefix, members);
  sim.run({ untilNs: 1e9 });
  let slowest = 0;
  for (let key = 0; key < PUTS; key += 1) {
    const event = value(key, 100);
    const done = (): void => {
      slowest = Math.max(slowest, etcd.hub.slowWatchers);
    };
    etcd.put({ prefix, event, lease: 0, leaseKeys: 0, done });
  }
  sim.run({ untilNs: 60e9 });
  return { etcd, prefix, told, stream, slowest };
}

it("stays synced when the stream has room", () => {
  const { told, slowest } = burst(1, 4);
  expect(slowest).toBe(0);
  expect(told.length).toBe(PUTS);
});

it.each([300, 700])("%i watchers with one core fall behind and catch up", (members) => {
  const { told, slowest, etcd, prefix, stream } = burst(members, 1);
  expect(slowest).toBe(members);
  expect(etcd.hub.slowWatchers).toBe(0);
  expect(stream.outstanding).toBe(0);
  expect(etcd.hub.syncedWatchers(prefix)).toBe(members);

  // Fewer responses than puts: a catch-up response holds many events.
  const responses = told.filter(({ delivery }) => delivery.fromMember === 0).length;
  expect(responses).toBeGreaterThan(STREAM_CHANNEL_RESPONSES);
  expect(responses).toBeLessThan(PUTS);

  const deliveries = told.reduce((sum, { keys, members: n }) => sum + keys.length * n, 0);
  expect(deliveries).toBe(PUTS * members);
  expect(etcd.counters.events).toBe(PUTS * members);
});

it("one watcher sees every key once and in order", () => {
  const { told } = burst(300, 1);
  // Parts of the whole group share a response; the first part of each is enough.
  const keys = told.filter(({ delivery }) => delivery.fromMember === 0).flatMap((one) => one.keys);
  expect(keys).toEqual(Array.from({ length: PUTS }, (_, key) => key));
});

it("a watch from an old revision reads the history that was held for it", () => {
  const { sim, etcd } = smallEtcd({ cores: 1 });
  const prefix = etcd.keyspace.prefix("p/", 20);
  const other = etcd.keyspace.prefix("q/", 20);
  const hold = etcd.store.hold(0);
  for (let key = 0; key < 5; key += 1) {
    for (const where of [prefix, other]) {
      etcd.put({
        prefix: where,
        event: value(key, 50),
        lease: 0,
        leaseKeys: 0,
        done: () => undefined,
      });
    }
  }
  sim.run({ untilNs: 1e9 });
  const { told } = watch(etcd, prefix, 2, hold);
  sim.run({ untilNs: 2e9 });
  const keys = [0, 1, 2, 3, 4];
  expect(told.map((one) => [one.members, one.keys])).toEqual([
    [1, keys],
    [1, keys],
  ]);
  expect(etcd.hub.syncedWatchers(prefix)).toBe(2);
});
