/** An event in the record of what mirrors were told: a place there, and yet all that was said. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ChangeRows } from "../../../models/apart/change-record.js";
import { MirrorRecordReader, TOLD } from "../../../models/apart/mirror-record.js";
import { SourcesRecording } from "../../../models/apart/sources-record.js";
import { eventNumbers, recordEvent, ToldEvent } from "../../../models/apart/told-event.js";
import type { WatchEvent } from "../../../models/etcd/keyspace.js";
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
      recording.mirrors.begin(TOLD.changed, fan, 5, { events: told.length });
      for (const event of told) recordEvent(recording.mirrors, event);
      recording.finish([]);

      const reader = new MirrorRecordReader(recording.mirrors);
      const rows = new ChangeRows(recording.changes);
      reader.open();
      reader.next();
      for (const [place, event] of told.entries()) {
        const read = new ToldEvent(rows, reader.block, reader.at);
        const { isSent = false, changes: carried = [] } = written[place] ?? {};
        expect(read.isSent).toBe(isSent && carried.length > 0);
        expect(saidBy(read)).toEqual(saidBy(event));
        reader.at += eventNumbers(reader.block, reader.at);
      }
    }),
  );
});

it("takes two numbers when it says what its change says", () => {
  const recording = new SourcesRecording();
  const said = { key: 3, version: 2, valueBytes: 100 };
  const values = { type: "ip", backends: 0, measured: true, changedNs: 10, ...said } as const;
  const change = new SourceChange({ ...values, row: recording.changes.changed(0, values) });
  recording.mirrors.begin(TOLD.changed, recording.mirrors.newFan(0), 5, { events: 1 });
  recordEvent(recording.mirrors, { ...said, change });
  recording.finish([]);
  const reader = new MirrorRecordReader(recording.mirrors);
  reader.open();
  reader.next();
  expect(eventNumbers(reader.block, reader.at)).toBe(2);
});
