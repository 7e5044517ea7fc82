/** The record of what mirrors were told: by time, each fan in its own order, and every number as it was written. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { MirrorRecording, MirrorRecordReader, TOLD } from "../../../models/apart/mirror-record.js";

function reading(recording: MirrorRecording): MirrorRecordReader {
  recording.putInOrder(Infinity);
  return new MirrorRecordReader(recording);
}

const entries = fc.array(
  fc.record({
    fan: fc.nat(3),
    atNs: fc.nat(50),
    numbers: fc.array(fc.double({ noNaN: true }), { maxLength: 40 }),
  }),
  { maxLength: 60 },
);

it("gives back what was written, by time, and what a fan was told in the order in which it was told", () => {
  fc.assert(
    fc.property(entries, (written) => {
      const recording = new MirrorRecording();
      for (let fan = 0; fan < 4; fan += 1) recording.newFan(0);
      for (const { fan, atNs, numbers } of written) {
        recording.begin(TOLD.changed, fan, atNs);
        recording.add(numbers.length);
        for (const number of numbers) recording.add(number);
      }
      const reader = reading(recording);
      const told: { readonly fan: number; readonly numbers: readonly number[] }[] = [];
      let lastNs = 0;
      while (reader.nextNs < Infinity) {
        expect(reader.nextNs).toBeGreaterThanOrEqual(lastNs);
        lastNs = reader.nextNs;
        reader.open();
        expect(reader.next()).toBe(TOLD.changed);
        const fan = reader.next();
        told.push({ fan, numbers: Array.from({ length: reader.next() }, () => reader.next()) });
      }
      expect(told).toHaveLength(written.length);
      for (let fan = 0; fan < 4; fan += 1) {
        const of = (all: readonly { fan: number; numbers: readonly number[] }[]) =>
          all.filter((one) => one.fan === fan).map(({ numbers }) => numbers);
        expect(of(told)).toEqual(of(written));
      }
    }),
  );
});

it("tells a fan nothing before what it was told last", () => {
  const recording = new MirrorRecording();
  const [one, other] = [recording.newFan(0), recording.newFan(0)];
  recording.begin(TOLD.connected, one, 100);
  recording.begin(TOLD.connected, one, 50);
  recording.begin(TOLD.connected, other, 70);
  const reader = reading(recording);
  const times: number[] = [];
  for (; reader.nextNs < Infinity; reader.skip()) times.push(reader.nextNs);
  expect(times).toEqual([70, 100, 100]);
});
