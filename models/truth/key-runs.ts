/**
 * A set of keys as runs of neighbours: keys are numbered in order of creation and most of them live long, so what a store
 * holds is a few runs and not ten thousand numbers.
 */
export class KeyRuns {
  /** First key of each run, and the key after its last one. */
  private readonly bounds: readonly number[];

  /** The keys that exist. @param sizes by key; 0 where there is none. */
  constructor(sizes: ArrayLike<number>) {
    const bounds: number[] = [];
    let isInside = false;
    for (let key = 0; key < sizes.length; key += 1) {
      if ((sizes[key] !== 0) === isInside) continue;
      bounds.push(key);
      isInside = !isInside;
    }
    if (isInside) bounds.push(sizes.length);
    this.bounds = bounds;
  }

  /** The lowest key of which something is true. */
  find(isSo: (key: number) => boolean): number | undefined {
    const { bounds } = this;
    for (let run = 0; run < bounds.length; run += 2) {
      const end = bounds[run + 1] ?? 0;
      for (let key = bounds[run] ?? 0; key < end; key += 1) if (isSo(key)) return key;
    }
    return undefined;
  }
}
