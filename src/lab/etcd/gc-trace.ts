/**
 * Reads the trace that Go's collector writes to standard error with GODEBUG=gctrace=1, a line a collection:
 *   gc 14 @0.715s 3%: 0.031+2.2+0.002 ms clock, 0.031+1.0/0.66/0+0.002 ms cpu, 8->8->4 MB, 10 MB goal, ...
 * Source of the format: golang/go src/runtime/extern.go.
 */

/** What was collected so far. */
export interface Collections {
  readonly count: number;
  /** CPU of stops, of helping, and of marking beside other work or in idle time. */
  readonly cpuSeconds: number;
}

const LINE = /^gc \d+ @.* ms clock, ([\d.]+)\+([\d.]+)\/([\d.]+)\/([\d.]+)\+([\d.]+) ms cpu,/;

export class GcTrace {
  collections: Collections = { count: 0, cpuSeconds: 0 };
  private rest = "";

  /** Takes what was printed; returns it without the trace's lines. */
  take(text: string): string {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    const others = lines.filter((line) => !this.isCollection(line));
    return others.map((line) => `${line}\n`).join("");
  }

  private isCollection(line: string): boolean {
    const match = LINE.exec(line);
    if (match === null) return false;
    const milliseconds = match.slice(1).reduce((sum, part) => sum + Number(part), 0);
    const { count, cpuSeconds } = this.collections;
    this.collections = { count: count + 1, cpuSeconds: cpuSeconds + milliseconds / 1000 };
    return true;
  }
}
