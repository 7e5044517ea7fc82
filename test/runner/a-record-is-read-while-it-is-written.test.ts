/** The record of sources, sent to another thread: what is there up to a time, in order, and nothing that came late. */
import { expect, it } from "vitest";
import { TOLD, MirrorRecordReader } from "../../models/apart/mirror-record.js";
import { SourcesRecording } from "../../models/apart/sources-record.js";
import { RecordOutOfOrder, RecordReceiver, RecordSender } from "../../src/runner/record-channel.js";

const SECOND = 1e9;

/** Writes an entry at a time, for a time before it. */
class Writer {
  readonly sender = new RecordSender();
  readonly recording = new SourcesRecording(this.sender.room);
  private readonly fan = this.recording.mirrors.newFan(0);

  tell(atNs: number, number: number): void {
    this.recording.mirrors.begin(TOLD.connected, this.fan, atNs);
    this.recording.mirrors.add(number);
  }

  tellAnother(atNs: number, number: number): void {
    this.recording.mirrors.begin(TOLD.connected, this.recording.mirrors.newFan(0), atNs);
    this.recording.mirrors.add(number);
  }

  changed(changedNs: number, key: number): void {
    this.recording.changes.changed(3, {
      ...{ type: "ip", key, version: 1, valueBytes: 100, backends: 0 },
      ...{ measured: true, changedNs },
    });
  }

  passSecond(seconds: number): void {
    this.sender.recorded(this.recording, this.recording.advance(seconds * SECOND));
  }

  finish(): void {
    this.recording.finish([]);
    this.sender.finished(this.recording);
  }

  reader(): RecordReceiver {
    return new RecordReceiver(this.sender.link(this.recording));
  }
}

function numbersOf(record: RecordReceiver, untilNs: number): readonly number[] {
  const reader = new MirrorRecordReader(record.mirrors);
  const numbers: number[] = [];
  while (reader.nextNs <= untilNs) {
    reader.open();
    reader.next();
    numbers.push(reader.next());
  }
  return numbers;
}

it("shows what is there up to a time, and the rest in the end", () => {
  const writer = new Writer();
  const record = writer.reader();
  writer.tell(1 * SECOND, 11);
  writer.tell(5 * SECOND, 55);
  writer.changed(1 * SECOND, 1);
  writer.passSecond(6);
  record.reach(3 * SECOND);
  expect(numbersOf(record, 3 * SECOND)).toEqual([11]);
  expect(record.changes.count).toBe(1);
  expect(record.isComplete).toBe(false);
  writer.tell(7 * SECOND, 77);
  writer.changed(7 * SECOND, 2);
  writer.finish();
  record.reach(Infinity);
  expect(record.isComplete).toBe(true);
  expect(numbersOf(record, 9 * SECOND)).toEqual([11, 55, 77]);
  expect(record.changes.count).toBe(2);
  writer.sender.close();
});

it("tells readers that were further than a late entry to begin anew, and others nothing", () => {
  const writer = new Writer();
  const early = writer.reader();
  writer.tell(1 * SECOND, 11);
  writer.tell(8 * SECOND, 88);
  writer.passSecond(10);
  early.reach(5 * SECOND);
  writer.tellAnother(2 * SECOND, 22);
  writer.passSecond(11);
  expect(() => early.reach(9 * SECOND)).toThrow(RecordOutOfOrder);
  writer.finish();
  const late = writer.reader();
  late.reach(Infinity);
  expect(numbersOf(late, 9 * SECOND)).toEqual([11, 22, 88]);
  expect(() => early.reach(Infinity)).toThrow(RecordOutOfOrder);
  writer.sender.close();
});
