/** A mirror's time takes four bytes of a row: whatever it is, it comes out as it went in. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delivery } from "../../../models/etcd/watch-group.js";
import type { EventRecord } from "../../../models/etcd/written-event.js";
import { BacklogRoom } from "../../../models/process/backlog-room.js";
import { BacklogRows } from "../../../models/process/backlog-rows.js";

const MIRRORS = 5;
const delivery: Delivery = {
  fromMember: 0,
  isWhole: true,
  revision: 1,
  appliedNs: 1,
  sentFirstNs: 2,
  sentLastNs: 3,
  arrivedFirstNs: 4,
  arrivedLastNs: 5,
};
const event = (key: number) => ({ key, valueBytes: 1, version: 1, change: undefined });

/** Around the largest distance that fits into four bytes, and far beyond. */
const afterNs = fc.oneof(
  fc.integer({ min: 0, max: 3_000_000 }),
  fc.integer({ min: 2 ** 31 - 5, max: 2 ** 31 + 5 }),
  fc.integer({ min: 2 ** 32, max: 2 ** 45 }),
);
const write = fc.record({
  row: fc.nat(199),
  mirror: fc.nat(MIRRORS - 1),
  afterNs: fc.option(afterNs, { nil: undefined }),
  isNegative: fc.boolean(),
});

test("early, late, marked and taken back", () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 300 }), fc.nat(10 ** 12), (writes, startNs) => {
      const rows = new BacklogRows(MIRRORS, new BacklogRoom());
      const wanted = new Map<string, number>();
      const note = (row: number, mirror: number, dueNs: number): void => {
        wanted.set(`${row} ${mirror}`, dueNs);
      };
      const told = (row: number): number => startNs + row * 1000;
      for (let row = 1; row <= 200; row += 1) {
        expect(rows.next).toBe(row);
        rows.add(event(row % 7), MIRRORS, delivery, told(row) + 0.4);
        const dueNs = row % 9 === 0 ? -(told(row) + 2 ** 33) : told(row) + row;
        rows.setLastDue(row % MIRRORS, dueNs);
        note(row, row % MIRRORS, dueNs);
      }
      for (const { row: place, mirror, afterNs: later, isNegative } of writes) {
        const row = place + 1;
        const dueNs = later === undefined ? 0 : (told(row) + later) * (isNegative ? -1 : 1);
        rows.setDue(row, mirror, dueNs);
        note(row, mirror, dueNs);
      }
      rows.drop(70);
      for (let row = 70; row <= 200; row += 1) {
        for (let mirror = 0; mirror < MIRRORS; mirror += 1) {
          expect(rows.dueOf(row, mirror)).toBe(wanted.get(`${row} ${mirror}`) ?? 0);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("of an event that stands elsewhere only the place", () => {
  const responses = [delivery, { ...delivery, fromMember: 2, arrivedLastNs: 54 }];
  const record: EventRecord = {
    eventAt: (response, place) => event(response * 1000 + place),
    responseAt: (response, to) => Object.assign(to, { ...responses[response], members: 11 }),
  };
  const kept = new BacklogRows(MIRRORS, new BacklogRoom());
  const placed = new BacklogRows(MIRRORS, new BacklogRoom());
  for (let row = 1; row <= 100; row += 1) {
    const responsePlace = row % 2;
    const told = event(responsePlace * 1000 + (row % 7));
    const written = { record, responsePlace, eventPlace: row % 7 };
    const times = responses[responsePlace] ?? delivery;
    expect(placed.add({ ...told, written }, 11, times, row)).toBe(kept.add(told, 11, times, row));
    for (const rows of [kept, placed]) rows.setLastDue(row % MIRRORS, row + 5);
  }
  expect(() => placed.add(event(1), 11, delivery, 101)).toThrow("one place");
  for (const rows of [kept, placed]) rows.drop(40);
  for (const rows of [kept, placed]) expect(() => rows.event(20)).toThrow("should be there");
  for (let row = 40; row <= 100; row += 1) {
    expect(placed.event(row)).toEqual(kept.event(row));
    expect(placed.dueOf(row, row % MIRRORS)).toBe(row + 5);
    const [one, other] = [kept, placed].map((rows) => {
      const to = { sourceAppliedNs: 0, sourceSentNs: 0, receivedNs: 0 };
      rows.passed(row, 6, to);
      return to;
    });
    expect(other).toEqual(one);
  }
});
