/**
 * Carries the record of a mesh's sources to threads that read it, also while it is still written: its numbers lie in
 * memory that all threads share, blocks are made known by messages, and how far they are filled stands in a few words
 * that a reader waits for. What a reader sees up to a time is the same whenever it looks.
 */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import type { ChangeRecord } from "../../models/apart/change-record.js";
import type { MirrorRecord } from "../../models/apart/mirror-record.js";
import {
  RECORD_LISTS,
  type RecordList,
  type RecordRoom,
  type SourcesRecord,
  type SourcesRecording,
} from "../../models/apart/sources-record.js";
import type { ChangedKeysByType } from "../../models/workload/changed-keys.js";
import type { TimeNs } from "../engine/time.js";
import { COMPLETE, GROWING, OUT_OF_ORDER, RecordWords, type RecordStand } from "./record-words.js";

/** One reader's end. The port has to be transferred to its thread. */
export interface RecordLink {
  readonly port: MessagePort;
  readonly words: SharedArrayBuffer;
}

type RecordMessage =
  | { readonly kind: "block"; readonly list: RecordList; readonly block: Float64Array }
  | { readonly kind: "end"; readonly changedKeys: readonly ChangedKeysByType[] };

/** A reader was further than an entry that came late. It has to begin anew when the sources are through. */
export class RecordOutOfOrder extends Error {
  static readonly code = "RecordOutOfOrder";
  override readonly name = RecordOutOfOrder.code;
}

/** A reader looks again after so long, told or not. */
const WAIT_MS = 100;

/** The end of the thread that simulates the sources. */
export class RecordSender {
  private readonly readers: Reader[] = [];

  /** Where the record lies. */
  readonly room: RecordRoom = (list, numbers) => {
    const bytes = numbers * Float64Array.BYTES_PER_ELEMENT;
    const block = new Float64Array(new SharedArrayBuffer(bytes));
    for (const reader of this.readers) reader.send({ kind: "block", list, block });
    return block;
  };

  /** One more reader, from the beginning of the record. */
  link(recording: SourcesRecording): RecordLink {
    const { port1, port2 } = new MessageChannel();
    // A port that is listened to would keep the process alive.
    port1.unref();
    const reader = new Reader(port1);
    this.readers.push(reader);
    const { mirrors, changes, isComplete } = recording;
    const lists = { told: mirrors.entries, order: mirrors.order, changes: changes.blocks };
    for (const list of RECORD_LISTS) {
      for (const block of lists[list]) reader.send({ kind: "block", list, block });
    }
    if (isComplete) reader.complete(recording);
    return { port: port2, words: reader.buffer };
  }

  /** The record can be read up to a time. */
  recorded(recording: SourcesRecording, untilNs: TimeNs): void {
    const state = recording.mirrors.isOutOfOrder ? OUT_OF_ORDER : GROWING;
    for (const reader of this.readers) reader.tell(recording, { untilNs, state });
  }

  /** The record is complete. Who has read it out of order is told so, and gets no more of it. */
  finished(recording: SourcesRecording): void {
    if (recording.mirrors.isOutOfOrder) this.recorded(recording, Infinity);
    else for (const reader of this.readers) reader.complete(recording);
  }

  close(): void {
    for (const reader of this.readers) reader.close();
  }
}

/** What the sender knows of one reader. */
class Reader {
  private readonly words = new RecordWords();
  private readonly port: MessagePort;

  constructor(port: MessagePort) {
    this.port = port;
  }

  get buffer(): SharedArrayBuffer {
    return this.words.buffer;
  }

  send(message: RecordMessage): void {
    this.port.postMessage(message);
  }

  tell(
    { mirrors, changes }: SourcesRecording,
    stand: Pick<RecordStand, "untilNs" | "state">,
  ): void {
    this.words.tell({ entries: mirrors.count, changes: changes.count, ...stand });
  }

  complete(recording: SourcesRecording): void {
    this.send({ kind: "end", changedKeys: recording.changedKeys });
    this.tell(recording, { untilNs: Infinity, state: COMPLETE });
  }

  close(): void {
    this.port.close();
  }
}

/** The end of a thread that simulates receiving clusters. */
export class RecordReceiver implements SourcesRecord {
  readonly mirrors: MirrorRecord;
  readonly changes: ChangeRecord;
  changedKeys: readonly ChangedKeysByType[] = [];
  isComplete = false;
  private readonly port: MessagePort;
  private readonly words: RecordWords;
  private readonly blocks: Readonly<Record<RecordList, Float64Array[]>> = {
    told: [],
    order: [],
    changes: [],
  };
  private readonly counts = { entries: 0, changes: 0 };

  constructor({ port, words }: RecordLink) {
    this.port = port;
    this.words = new RecordWords(words);
    const { blocks, counts } = this;
    this.mirrors = {
      entries: blocks.told,
      order: blocks.order,
      get count() {
        return counts.entries;
      },
    };
    this.changes = {
      blocks: blocks.changes,
      get count() {
        return counts.changes;
      },
    };
  }

  /** @throws RecordOutOfOrder when what was read before was not in order. */
  reach(untilNs: TimeNs): void {
    for (;;) {
      const { tick } = this.words;
      const reachedNs = this.read();
      if (this.isComplete || reachedNs >= untilNs) return;
      this.words.wait(tick, WAIT_MS);
    }
  }

  /** Takes what is there now; returns up to when that is. */
  private read(): TimeNs {
    const { counts } = this;
    const { entries, changes, untilNs, state } = this.words.look();
    if (state === OUT_OF_ORDER) throw new RecordOutOfOrder("the record was read out of order");
    counts.entries = entries;
    counts.changes = changes;
    // Blocks are sent before they are filled, so all that is counted is here or among the messages.
    for (;;) {
      const received = receiveMessageOnPort(this.port);
      if (received === undefined) break;
      const message = received.message as RecordMessage;
      if (message.kind === "block") this.blocks[message.list].push(message.block);
      else this.changedKeys = message.changedKeys;
    }
    this.isComplete = state === COMPLETE;
    return untilNs;
  }
}
