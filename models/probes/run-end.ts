/**
 * What of a delivery came before the run's end. Readers are told of a delivery when it leaves the etcd's cores; where a
 * link is overloaded it may still wait for its turn there when the run ends.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { Delivery } from "../etcd/watch-group.js";

/** Members of a group, and when the first and the last of them had taken a change in. Valid only while it is told. */
export interface AppliedPart {
  readonly members: number;
  readonly firstNs: TimeNs;
  readonly lastNs: TimeNs;
}

/** Members are done evenly from the first to the last; those of them that are done by `endNs`. */
export function membersBefore({ members, firstNs, lastNs }: AppliedPart, endNs: TimeNs): number {
  const earliestNs = Math.min(firstNs, lastNs);
  const latestNs = Math.max(firstNs, lastNs);
  if (latestNs <= endNs) return members;
  if (earliestNs > endNs) return 0;
  return 1 + Math.floor(((members - 1) * (endNs - earliestNs)) / (latestNs - earliestNs));
}

/** The first so many members of a part. */
export function cutPart(part: AppliedPart, members: number): AppliedPart {
  const share = shareOf(part, members);
  return { members, firstNs: part.firstNs, lastNs: between(part.firstNs, part.lastNs, share) };
}

/** What the first so many members of a part were delivered. */
export function cutDelivery(delivery: Delivery, part: AppliedPart, members: number): Delivery {
  const share = shareOf(part, members);
  const { sentFirstNs, sentLastNs, arrivedFirstNs, arrivedLastNs } = delivery;
  return {
    ...delivery,
    sentLastNs: between(sentFirstNs, sentLastNs, share),
    arrivedLastNs: between(arrivedFirstNs, arrivedLastNs, share),
  };
}

function shareOf(part: AppliedPart, members: number): number {
  return part.members === 1 ? 1 : (members - 1) / (part.members - 1);
}

function between(fromNs: TimeNs, toNs: TimeNs, share: number): TimeNs {
  return fromNs + (toNs - fromNs) * share;
}
