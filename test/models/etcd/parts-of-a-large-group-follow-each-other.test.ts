/** Watchers that catch up in several passes are told apart: each reader is told once, after those before it. */
import { expect, it } from "vitest";
import { smallEtcd, value, watch } from "../kvstore/small-etcd.js";

it("700 watchers catch up in two passes, as members 0 to 511 and 512 to 699", () => {
  const { sim, etcd } = smallEtcd({ cores: 1 });
  const prefix = etcd.keyspace.prefix("p/", 20);
  const hold = etcd.store.hold(0);
  const put = { prefix, event: value(1, 50), lease: 0, leaseKeys: 0, done: () => undefined };
  etcd.put(put);
  sim.run({ untilNs: 1e9 });
  const { told } = watch(etcd, prefix, 700, hold);
  sim.run({ untilNs: 5e9 });
  const members = told.flatMap(({ members: count, delivery }) =>
    Array.from({ length: count }, (_, index) => delivery.fromMember + index),
  );
  expect(members).toEqual(Array.from({ length: 700 }, (_, member) => member));
});
