/**
 * Rows of numbers of any length, in large blocks that other threads can read. A row lies in one block and is never moved
 * again once the next one has begun, so what was recorded is not copied when it is shared.
 */

/** Makes room for so many numbers; where threads read them, in memory that threads share. */
export type MakeRoom = (numbers: number) => Float64Array;

/** In memory of this thread. */
export const ownRoom: MakeRoom = (numbers) => new Float64Array(numbers);

/** 8 MiB. */
const BLOCK = 1 << 20;

export class NumberRows {
  readonly blocks: Float64Array[] = [];
  private readonly makeRoom: MakeRoom;
  private block: Float64Array = new Float64Array(0);
  private start = 0;
  private end = 0;

  constructor(makeRoom: MakeRoom) {
    this.makeRoom = makeRoom;
  }

  /** The row that was begun last: the number of its block, and where it begins there. */
  get blockNumber(): number {
    return this.blocks.length - 1;
  }
  get offset(): number {
    return this.start;
  }

  /** Begins the next row. */
  begin(): void {
    this.start = this.end;
  }

  /** The next number of the row. */
  add(value: number): void {
    if (this.end === this.block.length) this.moveOn();
    this.block[this.end] = value;
    this.end += 1;
  }

  /** The row goes on in a new block. */
  private moveOn(): void {
    const row = this.block.subarray(this.start, this.end);
    this.block = this.makeRoom(Math.max(BLOCK, 2 * row.length));
    this.block.set(row);
    this.blocks.push(this.block);
    this.start = 0;
    this.end = row.length;
  }
}
