/**
 * Who watches something: the groups, and how many of their members are synced. A prefix is one, so that a change looks at
 * one object and not at two.
 */
import { removeFrom, type WatchGroup } from "./watch-group.js";

const NO_GROUPS: readonly WatchGroup[] = [];

export class Watched {
  /** Watchers that get each change as it is applied; the hub counts them. */
  syncedMembers = 0;
  /** The group when there is only one, as at most prefixes: told without a look at the list. */
  only: WatchGroup | undefined;
  private list: WatchGroup[] | undefined;

  get groups(): readonly WatchGroup[] {
    return this.list ?? NO_GROUPS;
  }

  addGroup(group: WatchGroup): void {
    // Room for one: an empty list would make room for seventeen when the first one comes.
    if (this.list === undefined) this.list = [group];
    else this.list.push(group);
    this.only = this.list.length === 1 ? group : undefined;
  }

  removeGroup(group: WatchGroup): void {
    if (this.list === undefined) return;
    removeFrom(this.list, group);
    this.only = this.list.length === 1 ? this.list[0] : undefined;
  }

  /** Nobody watches any more. */
  removeAll(): void {
    this.list = undefined;
    this.only = undefined;
    this.syncedMembers = 0;
  }
}
