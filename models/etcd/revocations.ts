/**
 * What becomes of leases that ran out: their keys go, prefix by prefix, each lot at a revision of its own.
 * Real behaviour: etcd-io/etcd v3.6.14 server/lease/lessor.go `Revoke`.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { ApplyJob } from "./apply-loop.js";
import type { Store } from "./store.js";

/** One job for each prefix with keys on one of the leases; `apply` takes the core for so many deletions. */
export function* revocations(
  store: Store,
  leases: ReadonlySet<number>,
  apply: (keys: number) => TimeNs,
): Iterable<ApplyJob> {
  for (const prefix of store.keyspace.all()) {
    const keys = prefix.keysOfLeases(leases).map(({ key }) => key);
    if (keys.length === 0) continue;
    yield {
      begin: () => apply(keys.length),
      // A key may have got another lease meanwhile.
      end: () =>
        store.deleteKeys(
          prefix,
          keys.filter((key) => prefix.hangsOn(key, leases)),
        ),
    };
  }
}
