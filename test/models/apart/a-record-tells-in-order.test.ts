/** The record of what mirrors were told: by time, each fan in its own order, and every number as it was written. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { MirrorRecording, MirrorRecordReader, TOLD } from "../../../models/apart/mirror-record.js";

interface Told {
  readonly atNs: number;
  readonly fan: number;
  readonly type: number;
  readonly events: number;
  readonly numbers: readonly number[];
}

const FANS = 4;
const entries = fc.array(
  fc.record({
    fan: fc.nat(FANS - 1),
    atNs: fc.nat(50),
    type: fc.nat(3),
    events: fc.nat(5000),
    numbers: fc.array(fc.double({ noNaN: true }), { maxLength: 40 }),
  }),
  { maxLength: 60 },
);

function recordingOf(
  written: readonly Told[],
  afterEach: (recording: MirrorRecording) => void = () => undefined,
): MirrorRecording {
  const recording = new MirrorRecording();
  for (let fan = 0; fan < FANS; fan += 1) recording.newFan(0);
  for (const { fan, atNs, type, events, numbers } of written) {
    recording.begin(TOLD.changed, fan, atNs, { type, events });
    recording.add(numbers.length);
    for (const number of numbers) recording.add(number);
    afterEach(recording);
  }
  recording.putInOrder(Infinity);
  return recording;
}

function read(recording: MirrorRecording): readonly Told[] {
  const reader = new MirrorRecordReader(recording);
  const told: Told[] = [];
  while (reader.nextNs < Infinity) {
    const atNs = reader.nextNs;
    reader.open();
    expect(reader.told).toBe(TOLD.changed);
    const { type, events } = reader;
    const fan = reader.next();
    const numbers = Array.from({ length: reader.next() }, () => reader.next());
    told.push({ atNs, fan, type, events, numbers });
  }
  return told;
}

it("gives back what was written, by time, and what a fan was told in the order in which it was told", () => {
  fc.assert(
    fc.property(entries, (written) => {
      const told = read(recordingOf(written));
      expect(told).toHaveLength(written.length);
      const times = told.map(({ atNs }) => atNs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      for (let fan = 0; fan < FANS; fan += 1) {
        const of = (all: readonly Told[]) =>
          all
            .filter((one) => one.fan === fan)
            .map(({ type, events, numbers }) => [type, events, ...numbers]);
        expect(of(told)).toEqual(of(written));
      }
    }),
  );
});

it("has the same order when it is put in order while it is written, however late an entry comes", () => {
  let late = 0;
  fc.assert(
    fc.property(entries, fc.nat(60), (written, behindNs) => {
      let nowNs = 0;
      const recording = recordingOf(written, (one) => {
        nowNs += 2;
        one.putInOrder(nowNs - behindNs);
      });
      if (recording.isOutOfOrder) late += 1;
      expect(read(recording)).toEqual(read(recordingOf(written)));
    }),
  );
  expect(late).toBeGreaterThan(0);
});

it("puts a large record in order again after an early entry that came late", () => {
  const recording = new MirrorRecording();
  const [one, other] = [recording.newFan(0), recording.newFan(0)];
  recording.begin(TOLD.connected, one, 10);
  recording.putInOrder(20);
  recording.begin(TOLD.connected, other, 5);
  const many = 300_000;
  for (let atNs = 100; atNs < 100 + many; atNs += 1) recording.begin(TOLD.connected, one, atNs);
  recording.putInOrder(50);
  expect(recording.isOutOfOrder).toBe(true);
  recording.putInOrder(Infinity);
  expect(recording.count).toBe(many + 2);
  const reader = new MirrorRecordReader(recording);
  const times: number[] = [];
  for (; times.length < 3; reader.skip()) times.push(reader.nextNs);
  expect(times).toEqual([5, 10, 100]);
});

it("does not show what is later than it was put in order for", () => {
  const recording = new MirrorRecording();
  const fan = recording.newFan(0);
  for (const atNs of [10, 20, 30]) recording.begin(TOLD.connected, fan, atNs);
  const reader = new MirrorRecordReader(recording);
  expect(reader.nextNs).toBe(Infinity);
  recording.putInOrder(20);
  reader.look();
  const times: number[] = [];
  for (; reader.nextNs < Infinity; reader.skip()) times.push(reader.nextNs);
  recording.putInOrder(40);
  reader.look();
  expect([...times, reader.nextNs]).toEqual([10, 20, 30]);
  expect(recording.isOutOfOrder).toBe(false);
});

it("tells a fan nothing before what it was told last", () => {
  const recording = new MirrorRecording();
  const [one, other] = [recording.newFan(0), recording.newFan(0)];
  recording.begin(TOLD.connected, one, 100);
  recording.begin(TOLD.connected, one, 50);
  recording.begin(TOLD.connected, other, 70);
  recording.putInOrder(Infinity);
  const reader = new MirrorRecordReader(recording);
  const times: number[] = [];
  for (; reader.nextNs < Infinity; reader.skip()) times.push(reader.nextNs);
  expect(times).toEqual([70, 100, 100]);
});

it("keeps an entry in one block, however long it is", () => {
  const numbers = Array.from({ length: 700_000 }, (_, number) => number);
  const written = [1, 2, 3].map((atNs) => ({ atNs, fan: 0, type: 0, events: 0, numbers }));
  expect(read(recordingOf(written))).toEqual(written);
});
