/**
 * etcd's watchable store: who is told of a change, and what happens to those who cannot keep up.
 * A synced watcher gets each change as one response on its stream. When the stream already has 128 responses
 * waiting, the watcher becomes a victim, is tried again every 10 ms, and then reads what it missed from the history
 * in a catch-up pass: every 100 ms, at most 512 watchers, under the lock that also blocks writes.
 * Simplification: a pass takes groups in order of arrival; etcd takes an arbitrary 512.
 * Real behaviour: etcd-io/etcd v3.6.14 server/storage/mvcc/watchable_store.go, watcher_group.go.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { ApplyLoop } from "./apply-loop.js";
import type { Prefix, WatchEvent } from "./keyspace.js";
import type { RevisionLog } from "./revision-log.js";
import { StateMachine, type TransitionCounts } from "../kvstore/state-machine.js";
import type { SyncAlgorithm } from "../kvstore/sync-algorithm.js";
import { SERVER_WATCHER } from "../kvstore/transitions.js";
import {
  mergeSynced,
  partOf,
  removeFrom,
  type StreamGroup,
  type WatchGroup,
} from "./watch-group.js";
import { WatchSender, type WatchSenderParts } from "./watch-sender.js";

/** Responses that a stream's channel holds. Source: etcd v3.6.14 mvcc/watchable_store.go chanBufLen. */
export const STREAM_CHANNEL_RESPONSES = 128;
/** Watchers per catch-up pass. Source: same, maxWatchersPerSync. */
const WATCHERS_PER_PASS = 512;
/** Source: same, watchResyncPeriod. */
const PASS_PERIOD_NS: TimeNs = 100_000_000;
/** Source: same, syncVictimsLoop. */
const VICTIM_RETRY_NS: TimeNs = 10_000_000;
/** Revisions per catch-up response. Source: mvcc/watcher_group.go watchBatchMaxRevs. */
const REVISIONS_PER_RESPONSE = 1000;

export interface WatchHubParts extends WatchSenderParts {
  readonly apply: ApplyLoop;
  readonly log: RevisionLog;
  readonly headRevision: () => number;
  readonly algorithm: SyncAlgorithm;
  readonly transitions: TransitionCounts | undefined;
}

interface Victim {
  readonly group: WatchGroup;
  readonly events: readonly WatchEvent[];
  readonly revision: number;
}

export class WatchHub {
  private readonly parts: WatchHubParts;
  private readonly sender: WatchSender;
  /** Prefixes that are or were watched; who watches them stands with each. */
  private readonly prefixes = new Set<Prefix>();
  private victims: Victim[] = [];
  private unsynced: WatchGroup[] = [];
  private victimLoopRuns = false;
  private passScheduled = false;
  /** Counts the lives of the process: what an earlier one scheduled does nothing. */
  private life = 0;

  constructor(parts: WatchHubParts) {
    this.parts = parts;
    this.sender = new WatchSender(parts);
  }

  /** Watchers that are behind (etcd_debugging_mvcc_slow_watcher_total). */
  get slowWatchers(): number {
    let sum = 0;
    for (const { group } of this.victims) sum += group.members;
    for (const group of this.unsynced) sum += group.members;
    return sum;
  }

  /** CPU of the notify loop for one change of this prefix: it visits every synced watcher that matches. */
  notifyNs(prefix: Prefix): number {
    return this.syncedWatchers(prefix) * this.parts.costs.values.notifyPerWatcher;
  }

  /** Watchers of a prefix that get each change as it is applied. */
  syncedWatchers(prefix: Prefix): number {
    return prefix.syncedMembers;
  }

  /**
   * Adds a watcher on each stream that wants every change from `nextRevision` on. It is cancelled at once when that
   * history is gone.
   */
  register(options: Omit<WatchGroup, "machine" | "isSynced" | "members" | "wasSplit">): void {
    const { transitions, log } = this.parts;
    const { stream, prefix, sink, token, nextRevision, hold } = options;
    // Written out: a copy by `...` would have a shape of its own in V8, each one, and every access would be slow.
    const group: WatchGroup = {
      stream,
      prefix,
      sink,
      token,
      machine: new StateMachine(SERVER_WATCHER, { initial: "unsynced", counts: transitions }),
      isSynced: false,
      members: stream.members,
      nextRevision,
      hold,
      wasSplit: false,
    };
    if (group.stream.closed) {
      if (group.hold !== undefined) log.release(group.hold);
      return;
    }
    group.stream.groups.push(group);
    this.add(group);
    if (group.nextRevision <= log.compactedRevision) {
      this.cancel(group);
      return;
    }
    if (group.nextRevision > this.parts.headRevision()) {
      this.becomeSynced(group);
      return;
    }
    group.hold ??= this.parts.log.hold(group.nextRevision - 1);
    this.unsynced.push(group);
    this.schedulePass(PASS_PERIOD_NS);
  }

  /** Changes of one revision were applied: queues one response for every synced watcher of the prefix. */
  notify(prefix: Prefix, events: readonly WatchEvent[], revision: number): void {
    const { syncedMembers: touched, only } = prefix;
    if (touched === 0) return;
    if (only !== undefined) {
      this.tell(only, events, touched, revision);
      return;
    }
    for (const group of prefix.groups) {
      if (group.isSynced) this.tell(group, events, touched, revision);
    }
  }

  private tell(
    group: WatchGroup,
    events: readonly WatchEvent[],
    touched: number,
    revision: number,
  ): void {
    group.nextRevision = revision + 1;
    if (group.stream.outstanding >= STREAM_CHANNEL_RESPONSES) {
      this.becomeVictim(group, events, revision);
    } else {
      this.sender.send(group, events, touched, revision);
    }
  }

  /** The watchers of these streams are gone. */
  drop(stream: StreamGroup): void {
    stream.closed = true;
    for (const group of stream.groups.slice()) this.remove(group);
  }

  /** The process ended: all watchers are gone. */
  reset(): void {
    this.life += 1;
    for (const prefix of this.prefixes) {
      for (const group of prefix.groups) {
        group.stream.closed = true;
        group.stream.groups.length = 0;
        if (group.hold !== undefined) this.parts.log.release(group.hold);
      }
      prefix.removeAll();
    }
    this.prefixes.clear();
    this.victims = [];
    this.unsynced = [];
    this.victimLoopRuns = false;
    this.passScheduled = false;
  }

  /** Takes members out of a group of streams: their processes ended, or went their own way. */
  shrink(stream: StreamGroup, members: number): void {
    let left = new Map<Prefix, number>();
    for (const group of stream.groups) {
      const going = left.get(group.prefix) ?? members;
      const taken = Math.min(going, group.members);
      left = left.set(group.prefix, going - taken);
      if (group.isSynced) group.prefix.syncedMembers -= taken;
      group.members -= taken;
    }
    stream.members -= members;
    for (const group of stream.groups.slice()) if (group.members === 0) this.remove(group);
  }

  /** Joins the watchers of one group of streams to those of another in equal state. */
  merge(from: StreamGroup, into: StreamGroup): void {
    for (const group of from.groups) {
      const other = into.groups.find((one) => one.prefix === group.prefix);
      if (other === undefined) throw new Error("merged streams should watch the same prefixes");
      other.members += group.members;
      group.prefix.syncedMembers += group.members;
    }
    into.members += from.members;
    this.drop(from);
  }

  /** True when every watcher of these streams is synced and nothing is under way to them. */
  isQuiet(stream: StreamGroup): boolean {
    const prefixes = new Set(stream.groups.map(({ prefix }) => prefix));
    return (
      stream.outstanding === 0 &&
      !stream.isStalled &&
      prefixes.size === stream.groups.length &&
      stream.groups.every(({ isSynced }) => isSynced)
    );
  }

  /** History up to a revision is gone: watchers that still need it are cancelled. */
  compacted(revision: number): void {
    const behind = [...this.unsynced, ...this.victims.map(({ group }) => group)];
    for (const group of behind) if (group.nextRevision <= revision) this.cancel(group);
  }

  private cancel(group: WatchGroup): void {
    group.machine.take("compacted");
    this.remove(group);
    group.sink.cancelled(group.token);
  }

  private remove(group: WatchGroup): void {
    const { prefix } = group;
    if (group.isSynced) prefix.syncedMembers -= group.members;
    if (group.hold !== undefined) this.parts.log.release(group.hold);
    group.hold = undefined;
    prefix.removeGroup(group);
    removeFrom(group.stream.groups, group);
    removeFrom(this.unsynced, group);
    this.victims = this.victims.filter((victim) => victim.group !== group);
  }

  /** One more group watches its prefix. */
  private add(group: WatchGroup): void {
    this.prefixes.add(group.prefix);
    group.prefix.addGroup(group);
  }

  /** Changes a group's state and keeps the prefix's count of synced watchers right. */
  private take(group: WatchGroup, event: string): void {
    const { prefix } = group;
    if (group.isSynced) prefix.syncedMembers -= group.members;
    group.machine.take(event);
    group.isSynced = group.machine.state === "synced";
    if (group.isSynced) prefix.syncedMembers += group.members;
  }

  private becomeSynced(group: WatchGroup, event = "caught up"): void {
    this.take(group, event);
    if (group.hold !== undefined) this.parts.log.release(group.hold);
    group.hold = undefined;
    mergeSynced(group);
  }

  private becomeVictim(group: WatchGroup, events: readonly WatchEvent[], revision: number): void {
    this.take(group, "channel full");
    group.hold ??= this.parts.log.hold(group.nextRevision - 1);
    group.hold.revision = group.nextRevision - 1;
    this.victims.push({ group, events, revision });
    this.scheduleVictims();
  }

  private scheduleVictims(): void {
    if (this.victimLoopRuns) return;
    this.victimLoopRuns = true;
    const { life } = this;
    const retry = (): void => {
      if (life === this.life) this.retryVictims();
    };
    this.parts.sim.schedule(VICTIM_RETRY_NS, retry, "etcd victims");
  }

  private retryVictims(): void {
    this.victimLoopRuns = false;
    const waiting = this.victims;
    this.victims = [];
    for (const victim of waiting) {
      const { group, events, revision } = victim;
      if (group.stream.outstanding >= STREAM_CHANNEL_RESPONSES) {
        this.victims.push(victim);
        continue;
      }
      if (this.parts.algorithm.victimsGetTheirResponse) {
        this.sender.send(group, events, group.members, revision);
      }
      if (group.nextRevision > this.parts.headRevision()) {
        this.becomeSynced(group, "room, nothing missed");
      } else {
        this.take(group, "room, changes missed");
        this.unsynced.push(group);
        this.schedulePass(PASS_PERIOD_NS);
      }
    }
    if (this.victims.length > 0) this.scheduleVictims();
  }

  private schedulePass(delayNs: TimeNs): void {
    if (this.passScheduled) return;
    this.passScheduled = true;
    const { life } = this;
    const pass = (): void => {
      if (life === this.life) this.submitPass();
    };
    this.parts.sim.schedule(delayNs, pass, "etcd catch-up");
  }

  private submitPass(): void {
    const { sim, apply, pool, costs } = this.parts;
    let chosen: readonly WatchGroup[] = [];
    let startedNs = sim.nowNs;
    apply.submit({
      begin: () => {
        startedNs = sim.nowNs;
        chosen = this.choose();
        let oldest = Infinity;
        let members = 0;
        for (const group of chosen) {
          oldest = Math.min(oldest, group.nextRevision);
          members += group.members;
        }
        const scanned = Math.max(0, this.parts.headRevision() - oldest + 1);
        const { catchUpPerRevision, catchUpPerWatcher } = costs.values;
        return pool.reserveLocked(
          "watch",
          scanned * catchUpPerRevision + members * catchUpPerWatcher,
        );
      },
      end: () => {
        this.passScheduled = false;
        for (const group of chosen) if (!group.stream.closed) this.catchUp(group);
        if (this.unsynced.length === 0) return;
        const tookNs = sim.nowNs - startedNs;
        this.schedulePass(Math.min(PASS_PERIOD_NS, Math.max(tookNs, 1)));
      },
    });
  }

  /** The next watchers in line, at most 512; a larger group is split, and its parts merge when both are synced. */
  private choose(): readonly WatchGroup[] {
    const chosen: WatchGroup[] = [];
    let room = WATCHERS_PER_PASS;
    while (room > 0) {
      const group = this.unsynced.shift();
      if (group === undefined) break;
      if (group.members > room) {
        this.unsynced.unshift(this.split(group, group.members - room));
      }
      room -= group.members;
      chosen.push(group);
    }
    return chosen;
  }

  /** Takes `members` out of a group into one of their own, with the same state. */
  private split(group: WatchGroup, members: number): WatchGroup {
    const hold = this.parts.log.hold(group.nextRevision - 1);
    group.members -= members;
    group.wasSplit = true;
    const { state } = group.machine;
    const machine = new StateMachine(SERVER_WATCHER, {
      initial: state,
      counts: this.parts.transitions,
    });
    const part = partOf(group, { members, hold, machine });
    this.add(part);
    group.stream.groups.push(part);
    return part;
  }

  private catchUp(group: WatchGroup): void {
    const events: WatchEvent[] = [];
    let next = this.parts.headRevision() + 1;
    let last = group.nextRevision - 1;
    for (const entry of this.parts.log.changesOf(group.prefix, group.nextRevision - 1)) {
      // The changes of one revision stay together.
      if (events.length >= REVISIONS_PER_RESPONSE && entry.revision > last) {
        next = entry.revision;
        break;
      }
      last = entry.revision;
      events.push(entry.event);
    }
    group.nextRevision = next;
    if (group.hold !== undefined) group.hold.revision = next - 1;
    if (events.length > 0 && group.stream.outstanding >= STREAM_CHANNEL_RESPONSES) {
      this.becomeVictim(group, events, last);
      return;
    }
    const { members: touched } = group;
    if (events.length > 0) this.sender.send(group, events, touched, last);
    if (next > this.parts.headRevision()) this.becomeSynced(group);
    else this.unsynced.push(group);
  }
}
