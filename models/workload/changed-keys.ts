/** The keys of a cluster that changed in the measured window, as they stand now. */
import { recordedUpTo } from "../kvstore/change.js";
import { ofEachType, type KeyType } from "../kvstore/key-types.js";
import type { SourceCluster } from "./source-cluster.js";

/** In columns: a large mesh asks millions of times whether a reader has the newest version of one. Plain data. */
export interface ChangedKeys {
  readonly keys: Uint32Array;
  /** The first and the newest of a key's versions in the window, and 1 for a key that is gone. */
  readonly oldest: Uint32Array;
  readonly newest: Uint32Array;
  readonly isGone: Uint8Array;
  /** All versions, ascending, key after key; those of a key end where those of the next one begin. */
  readonly versions: Uint32Array;
  readonly versionsFrom: Uint32Array;
}

export type ChangedKeysByType = Readonly<Record<KeyType, ChangedKeys>>;

/** @param source one that is simulated here. */
export function changedKeysOf(source: SourceCluster): ChangedKeysByType {
  const { tables } = source;
  return ofEachType((type) => {
    const keys: number[] = [];
    const versions: number[] = [];
    const versionsFrom = [0];
    for (const [key, newest] of source.changedKeys(type)) {
      keys.push(key);
      for (const { version } of recordedUpTo(newest)) versions.push(version);
      versionsFrom.push(versions.length);
    }
    const version = (at: number): number => versions[at] ?? 0;
    return {
      keys: Uint32Array.from(keys),
      oldest: Uint32Array.from(keys, (_, at) => version(versionsFrom[at] ?? 0)),
      newest: Uint32Array.from(keys, (_, at) => version((versionsFrom[at + 1] ?? 0) - 1)),
      isGone: Uint8Array.from(keys, (key) => (tables[type].sizeOf(key) === 0 ? 1 : 0)),
      versions: Uint32Array.from(versions),
      versionsFrom: Uint32Array.from(versionsFrom),
    };
  });
}
