/** Of all mirrors that read a source alike, each change is heard once, as it arrives and as large as its copy. */
import { expect, it } from "vitest";
import type { Delivery } from "../../../models/etcd/watch-group.js";
import { deleteEventBytes, putEventBytes } from "../../../models/etcd/wire-size.js";
import { KEY_BYTES } from "../../../models/kvstore/key-types.js";
import { absorber } from "../../../models/topology/readers.js";
import { HeardByGroups, type HeardMirrors } from "../../../models/workload/heard-mirrors.js";
import { value } from "../kvstore/small-etcd.js";
import { scenario } from "../small-mesh.js";

const [group] = scenario().groups;
if (group === undefined) throw new Error("the small mesh has a group");

const delivery = (fromMember: number, atNs: number): Delivery => ({
  ...{ fromMember, isWhole: true, revision: 1, appliedNs: 0, sentFirstNs: 0, sentLastNs: 0 },
  ...{ arrivedFirstNs: atNs - 1, arrivedLastNs: atNs },
});
const tell = (mirrors: HeardMirrors, atNs: number, fromMember = 0): void =>
  mirrors.changed("ip", [value(1, 200)], 10, delivery(fromMember, atNs));

it("hears the first mirrors of a group at each source, and no others", () => {
  const heard = new HeardByGroups();
  const first = heard.by(group, 1, absorber());
  const others = heard.by(group, 1, absorber());
  const elsewhere = heard.by(group, 2, absorber());
  tell(first, 10);
  tell(others, 20);
  tell(elsewhere, 30);
  const changes = heard.of(group);
  expect([changes.count, changes.atNs(0), changes.atNs(1)]).toEqual([2, 10, 30]);
  expect([changes.source(0), changes.source(1)]).toEqual([1, 2]);
});

it("hears a response once that is told in parts", () => {
  const heard = new HeardByGroups();
  const mirrors = heard.by(group, 1, absorber());
  for (const fromMember of [0, 4, 8]) tell(mirrors, 10 + fromMember, fromMember);
  expect(heard.of(group).count).toBe(1);
});

it("knows a removal from a value", () => {
  const heard = new HeardByGroups();
  const mirrors = heard.by(group, 1, absorber());
  mirrors.changed("ip", [value(1, 200), value(2, 0)], 10, delivery(0, 5));
  const changes = heard.of(group);
  const key = KEY_BYTES.ip.cache;
  const expected = [putEventBytes(key, 200), deleteEventBytes(key)];
  expect([changes.bytes(0), changes.bytes(1)]).toEqual(expected);
});

it("hears members that part and join again once", () => {
  const heard = new HeardByGroups();
  const mirrors = heard.by(group, 1, absorber());
  const part = mirrors.fork(3);
  tell(mirrors, 10);
  tell(part, 11);
  expect(heard.of(group).count).toBe(1);
  expect(part.absorb(mirrors)).toBe(true);
  tell(part, 20);
  expect(heard.of(group).count).toBe(2);
});
