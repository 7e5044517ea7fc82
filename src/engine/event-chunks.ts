/**
 * Memory for the events of a ladder queue: records of 32 bytes in chunks of consecutive places, so that writing and
 * reading a bucket goes along memory and does not jump for each event. A chain is a ring of chunks, named by the place of
 * its last event: the chunk of that event links to the chunk with the first ones. All chunks but the last are full.
 * Chunks whose events were taken serve again; nothing is allocated while the number of pending events does not grow.
 * Not here: any order among events, which is the matter of ladder-queue.ts.
 */
import type { TimeNs } from "./time.js";

/** No place; also the chain without events. */
export const NONE = -1;
/** Events of a chunk, a power of two: 1 KiB. */
export const CHUNK = 32;
/** The bits of a place that say where in its chunk it is; all set in NONE too, which makes a chunk full. */
const IN_CHUNK = CHUNK - 1;

/** Words of a record: time and sequence as doubles, then kind, a, b and the chunk's link as 32-bit integers. */
export const DOUBLES = 4;
export const WORDS = 8;
export const KIND = 4;
export const A = 5;
export const B = 6;
/** In the first record of a chunk: the next chunk of its ring, or of the free ones. */
const LINK = 7;

const FIRST_CHUNKS = 32;

/** Records in chunks; adding one and releasing a chain take O(1). */
export class EventChunks {
  doubles = new Float64Array(FIRST_CHUNKS * CHUNK * DOUBLES);
  words = new Int32Array(this.doubles.buffer);
  private free = NONE;
  /** Places that were ever given out. */
  private used = 0;

  /** The place after a chain's last one, which names the chain from then on. May replace `doubles` and `words`. */
  after(last: number): number {
    return (last & IN_CHUNK) === IN_CHUNK ? this.withNewChunk(last) : last + 1;
  }

  /** The chunk after that of a place; after a chain's last one comes its first one. */
  linked(place: number): number {
    return this.words[(place & ~IN_CHUNK) * WORDS + LINK] ?? 0;
  }

  /** The last event of a chunk in a chain. */
  endOf(chunk: number, last: number): number {
    return (last & ~IN_CHUNK) === chunk ? last : chunk + IN_CHUNK;
  }

  /** Whether a chain, not an empty one, has more than one chunk. */
  hasMany(last: number): boolean {
    return this.linked(last) !== (last & ~IN_CHUNK);
  }

  write(place: number, timeNs: TimeNs, sequence: number, kind: number, a: number, b: number): void {
    const { doubles, words } = this;
    const at = place * WORDS;
    doubles[place * DOUBLES] = timeNs;
    doubles[place * DOUBLES + 1] = sequence;
    words[at + KIND] = kind;
    words[at + A] = a;
    words[at + B] = b;
  }

  /** Copies a record. The link stays: it belongs to the chunk. */
  copy(from: number, to: number): void {
    const { doubles, words } = this;
    doubles[to * DOUBLES] = doubles[from * DOUBLES] ?? 0;
    doubles[to * DOUBLES + 1] = doubles[from * DOUBLES + 1] ?? 0;
    words[to * WORDS + KIND] = words[from * WORDS + KIND] ?? 0;
    words[to * WORDS + A] = words[from * WORDS + A] ?? 0;
    words[to * WORDS + B] = words[from * WORDS + B] ?? 0;
  }

  /** Frees the chunks of a chain. */
  release(last: number): void {
    if (last === NONE) return;
    const link = (last & ~IN_CHUNK) * WORDS + LINK;
    const first = this.words[link] ?? 0;
    this.words[link] = this.free;
    this.free = first;
  }

  /** Frees one chunk, whose events were read. */
  releaseChunk(chunk: number): void {
    this.words[chunk * WORDS + LINK] = this.free;
    this.free = chunk;
  }

  /** The first place of a new chunk at the end of a chain. */
  private withNewChunk(last: number): number {
    if (this.free === NONE) this.makeFree();
    const { words, free } = this;
    const link = free * WORDS + LINK;
    this.free = words[link] ?? 0;
    if (last === NONE) {
      words[link] = free;
    } else {
      const lastLink = (last & ~IN_CHUNK) * WORDS + LINK;
      words[link] = words[lastLink] ?? 0;
      words[lastLink] = free;
    }
    return free;
  }

  private makeFree(): void {
    if (this.used * DOUBLES === this.doubles.length) {
      const doubles = new Float64Array(this.doubles.length * 2);
      doubles.set(this.doubles);
      this.doubles = doubles;
      this.words = new Int32Array(doubles.buffer);
    }
    this.releaseChunk(this.used);
    this.used += CHUNK;
  }
}
