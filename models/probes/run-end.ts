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

/** The so many members of a part that are done first: those at its beginning, or at its end when that one is earlier. */
export function cutPart(part: AppliedPart, members: number): AppliedPart {
  const [firstNs, lastNs] = cutRamp(part, members, [part.firstNs, part.lastNs]);
  return { members, firstNs, lastNs };
}

/** What those members were delivered. */
export function cutDelivery(delivery: Delivery, part: AppliedPart, members: number): Delivery {
  const sent = cutRamp(part, members, [delivery.sentFirstNs, delivery.sentLastNs]);
  const arrived = cutRamp(part, members, [delivery.arrivedFirstNs, delivery.arrivedLastNs]);
  return {
    ...delivery,
    sentFirstNs: sent[0],
    sentLastNs: sent[1],
    arrivedFirstNs: arrived[0],
    arrivedLastNs: arrived[1],
  };
}

/** The times of the first and the last of those members, where the whole part goes evenly from one time to the other. */
function cutRamp(
  part: AppliedPart,
  members: number,
  [firstNs, lastNs]: readonly [TimeNs, TimeNs],
): readonly [TimeNs, TimeNs] {
  if (members >= part.members) return [firstNs, lastNs];
  // Fewer than all, so there are two at least.
  const share = (members - 1) / (part.members - 1);
  const spanNs = (lastNs - firstNs) * share;
  return part.firstNs <= part.lastNs ? [firstNs, firstNs + spanNs] : [lastNs - spanNs, lastNs];
}
