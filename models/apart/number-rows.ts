/**
 * Rows of numbers that are appended and never change, in large blocks that other threads can read. A row lies in one
 * block, and is not moved once the next one has begun.
 */

/** Makes room for so many numbers. */
export type MakeBlock = (numbers: number) => Float64Array;

/** 8 MiB. */
const BLOCK = 1 << 20;

export class NumberRows {
  readonly blocks: Float64Array[] = [];
  private readonly makeBlock: MakeBlock;
  private block: Float64Array = new Float64Array(0);
  private start = 0;
  private end = 0;

  /** @param makeBlock where the rows lie; default: in memory of this thread. */
  constructor(makeBlock: MakeBlock = (numbers) => new Float64Array(numbers)) {
    this.makeBlock = makeBlock;
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
    this.block = this.makeBlock(Math.max(BLOCK, 2 * row.length));
    this.block.set(row);
    this.blocks.push(this.block);
    this.start = 0;
    this.end = row.length;
  }
}

/** One number of a row, where all rows are equally wide. @returns undefined when the row is not there. */
export function numberAt(
  blocks: readonly Float64Array[],
  width: number,
  { row, column }: { readonly row: number; readonly column: number },
): number | undefined {
  const inBlock = Math.floor(BLOCK / width);
  return blocks[Math.floor(row / inBlock)]?.[(row % inBlock) * width + column];
}
