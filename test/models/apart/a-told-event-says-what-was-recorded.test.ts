/** An event in the record of what mirrors were told: a place there, and yet all that was said. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { MirrorRecordReader } from "../../../models/apart/mirror-record.js";
import { SourcesRecording } from "../../../models/apart/sources-record.js";
import { recordResponse, ToldEvents } from "../../../models/apart/told-events.js";
import type { WatchEvent } from "../../../models/etcd/keyspace.js";
import { noResponse } from "../../../models/etcd/written-event.js";
import { SourceChange, type Change, forEachCarried } from "../../../models/kvstore/change.js";

const moments = fc.nat(1e15);
const changes = fc.array(
  fc.record({ version: fc.nat(9), valueBytes: fc.nat(300), measured: fc.boolean(), moments }),
  { maxLength: 4 },
);
const events = fc.array(
  fc.record({
    changes,
    /** What the event says, where that is not what its newest change says. */
    other: fc.option(fc.record({ key: fc.nat(), valueBytes: fc.nat(), version: fc.nat() })),
    key: fc.nat(20_000),
    isRepeated: fc.boolean(),
    isSent: fc.boolean(),
  }),
  { maxLength: 6 },
);

const delivery = {
  ...{ fromMember: 3, appliedNs: 10, sentFirstNs: 20.5 },
  ...{ sentLastNs: 30.25, arrivedFirstNs: 2 ** 45, arrivedLastNs: 2 ** 45 + 1 },
};

/** Reads a record, whose first entry is open. */
function readerOf(recording: SourcesRecording) {
  const reader = new MirrorRecordReader(recording.mirrors);
  reader.open();
  return { reader, events: new ToldEvents(recording) };
}

/** What there is to ask of an event. */
function saidBy({ key, valueBytes, version, isRepeated, change }: WatchEvent) {
  const carried: unknown[] = [];
  if (change !== undefined) {
    forEachCarried(change, (one: Change) => {
      const { type, backends, measured, changedNs, sentNs } = one;
      carried.push([type, one.key, one.version, one.valueBytes, backends]);
      carried.push([measured, changedNs, sentNs]);
    });
  }
  return { key, valueBytes, version, isRepeated, carried };
}

it("is what was recorded, whatever it carries", () => {
  fc.assert(
    fc.property(events, (written) => {
      const recording = new SourcesRecording();
      const told = written.map(
        ({ changes: values, other, key, isRepeated, isSent }): WatchEvent => {
          let newest: Change | undefined;
          for (const { moments: changedNs, ...rest } of values) {
            const all = { type: "services", key, backends: 7, changedNs, ...rest } as const;
            const change = new SourceChange({ ...all, row: recording.changes.changed(2, all) });
            if (isSent) change.sentNs = changedNs + 1000;
            change.superseded = newest;
            newest = change;
          }
          const said = { key, valueBytes: newest?.valueBytes ?? 0, version: newest?.version ?? 0 };
          return { ...said, ...other, isRepeated, change: newest };
        },
      );
      const fan = recording.mirrors.newFan(0);
      const response = { type: "services", events: told, members: 7, delivery } as const;
      recordResponse(recording.mirrors, fan, 5, response);
      recording.finish([]);

      const { reader, events: read } = readerOf(recording);
      const to = noResponse();
      read.responseAt(reader.entryPlace, to);
      expect(to).toEqual({ ...delivery, members: 7 });
      expect(reader.events).toBe(told.length);
      for (const [place, event] of read.eventsOf(reader.entryPlace, told.length).entries()) {
        const { isSent = false, changes: carried = [] } = written[place] ?? {};
        expect(event.isSent).toBe(isSent && carried.length > 0);
        expect(saidBy(event)).toEqual(saidBy(told[place] ?? event));
        const again = read.eventAt(event.responsePlace, event.eventPlace);
        expect(saidBy(again)).toEqual(saidBy(event));
      }
    }),
    { numRuns: 50 },
  );
});

it("takes two numbers when it says what its change says", () => {
  const recording = new SourcesRecording();
  const said = { key: 3, version: 2, valueBytes: 100 };
  const values = { type: "ip", backends: 0, measured: true, changedNs: 10, ...said } as const;
  const change = new SourceChange({ ...values, row: recording.changes.changed(0, values) });
  const told = { type: "ip", events: [{ ...said, change }], members: 1, delivery } as const;
  recordResponse(recording.mirrors, recording.mirrors.newFan(0), 5, told);
  recording.finish([]);
  const { reader, events } = readerOf(recording);
  const [event] = events.eventsOf(reader.entryPlace, 1);
  expect(event && event.endPlace - event.eventPlace).toBe(2);
});
