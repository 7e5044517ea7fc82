/** Changes that wait in columns come out as they would from a map of objects: newest first, with all that they replace. */
import { expect, it } from "vitest";
import { forEachCarried, NOT_YET, type Change } from "../../../models/kvstore/change.js";
import { PendingChanges } from "../../../models/kvstore/pending-changes.js";

const change = (version: number, superseded?: Change): Change => ({
  type: "ip",
  key: 7,
  version,
  valueBytes: 100,
  backends: 0,
  measured: true,
  changedNs: version * 1000,
  sentNs: version * 1000 + 1,
  mirror: undefined,
  superseded,
});

function versions(taken: Change | undefined): number[] {
  const all: number[] = [];
  if (taken !== undefined) forEachCarried(taken, (one) => all.push(one.version));
  return all;
}

it("a newer change carries those that waited before it, and what they carried", () => {
  const pending = new PendingChanges();
  let place = pending.add(change(2, change(1)), undefined, 0);
  place = pending.add(change(3), undefined, place);
  place = pending.add(change(5, change(4)), undefined, place);
  expect(versions(pending.take(place))).toEqual([5, 4, 3, 2, 1]);
});

it("a change whose write failed goes behind everything that came meanwhile", () => {
  const pending = new PendingChanges();
  const place = pending.add(change(3), undefined, pending.add(change(2), undefined, 0));
  pending.append(place, change(1));
  expect(versions(pending.take(place))).toEqual([3, 2, 1]);
});

it("nothing is lost when the columns grow", () => {
  const pending = new PendingChanges();
  const place = pending.add(change(200), undefined, 0);
  for (let version = 199; version > 0; version -= 1) pending.append(place, change(version));
  expect(versions(pending.take(place))).toEqual(Array.from({ length: 200 }, (_, i) => 200 - i));
});

it("a mirrored change has moments of its own, and the source's values stay as they are", () => {
  const pending = new PendingChanges();
  const origin = change(9);
  const passed = { sourceAppliedNs: 12_000, sourceSentNs: 13_000, receivedNs: 5_000_013_000 };
  const taken = pending.take(pending.add(origin, passed, 0));
  const moments = taken?.mirror;
  expect([taken?.version, taken?.sentNs, taken?.changedNs]).toEqual([9, 9001, 9000]);
  expect(moments?.sourceAppliedNs).toBe(passed.sourceAppliedNs);
  expect(moments?.sourceSentNs).toBe(passed.sourceSentNs);
  expect(moments?.receivedNs).toBe(passed.receivedNs);
  expect(moments?.putSentNs).toBe(NOT_YET);
  expect(origin.mirror).toBeUndefined();
});

it("places are used again", () => {
  const pending = new PendingChanges();
  const places = new Set<number>();
  for (let version = 1; version <= 100; version += 1) {
    const place = pending.add(change(version), undefined, 0);
    places.add(place);
    expect(versions(pending.take(place))).toEqual([version]);
    expect(pending.take(place)).toBeUndefined();
  }
  expect(places.size).toBe(1);
});
