/**
 * A share of a sweep for one of several processes or machines. Whole points are dealt out in turn, since how many seeds a
 * point takes may hang on its results. Not here: how shards come together again (merge.ts).
 */
import type { StudyPoint } from "../point.js";

export interface Shard {
  /** 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/** Parses `2/5`; undefined when it has another form or is out of range. */
export function parseShard(text: string): Shard | undefined {
  const match = /^([1-9][0-9]{0,4})\/([1-9][0-9]{0,4})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  return match !== null && index <= count ? { index, count } : undefined;
}

/** The points of a shard, in order. More shards than points leave some without any, which is no error. */
export function pointsOf(
  points: readonly StudyPoint[],
  shard: Shard | null,
): readonly StudyPoint[] {
  if (shard === null) return points;
  return points.filter((_, index) => index % shard.count === shard.index - 1);
}

/** Folder of a shard within the sweep's directory. */
export function shardFolder({ index, count }: Shard): string {
  return `shard-${index}-of-${count}`;
}
