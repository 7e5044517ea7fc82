/** What a connection is made of, and what it tells its owner. */
import type { EtcdService } from "../etcd/service.js";
import type { ClientKind } from "../etcd/watch-group.js";
import type { Moment } from "../network/moment.js";
import type { Path } from "../network/path.js";
import type { TransitionCounts } from "./state-machine.js";

/** Members of a group that wait for another time than the others. */
export interface WaitingPart {
  readonly members: number;
  readonly waiting: Moment;
  readonly failures: number;
  readonly jitterRank: number;
}

export interface ConnectionParts {
  /** Unique name; its random numbers hang on it. */
  readonly name: string;
  readonly service: EtcdService;
  readonly path: Path;
  readonly client: ClientKind;
  readonly members: number;
  /** Which of several ready etcds these clients reach. */
  readonly ordinal: number;
  readonly transitions: TransitionCounts | undefined;
  /** The connection stands: for the first time, or again. */
  readonly onReady: (moment: Moment) => void;
  /** It broke. It is dialled again by itself. */
  readonly onLost: () => void;
  /** Nothing gets through for a while (true), or again. */
  readonly onStall: (stalled: boolean) => void;
  /**
   * Where the jitter of these clients lies among that of their like, 0..1, so that few clients are not at the mercy of
   * few draws. Undefined for a group, which falls apart into parts with ranks, and for a client without like, which
   * draws.
   */
  readonly jitterRank: number | undefined;
  /** Members wait for another time than the others: they must go on by themselves. */
  readonly onSplit: (part: WaitingPart) => void;
  /** The group fell apart; what is left has this rank. */
  readonly onRanked: (jitterRank: number) => void;
}
