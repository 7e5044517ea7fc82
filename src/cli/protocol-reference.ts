/**
 * The reference page of the protocol's state machines, from the tables that the models run by. It cannot go stale: a
 * machine refuses what its table does not list.
 */
import { INVARIANTS } from "../../models/truth/invariants.js";
import { TRANSITION_TABLES } from "../../models/kvstore/transitions.js";
import { VARIANTS } from "../../models/variants/variants.js";

/** What each table stands for, beside Cilium's own code. */
const ABOUT: Readonly<Record<string, string>> = {
  "remote cluster":
    "One client of one remote cluster (states S0-S8, `pkg/clustermesh/common/remote_cluster.go`). S0 is *absent*, S1 *connect* and *wait*, S2 *config*, S3 *canaries*, S4 and S5 *run*; S6 are the transitions back to *connect*, S7 is the way through S1-S5 with the old keys, S8 *config removed*.",
  "prefix watcher":
    "S4 and S5: the watcher of one prefix (`pkg/kvstore/etcd.go`, `pkg/kvstore/store/watchstore.go`).",
  connection: "The gRPC connection below (grpc-go; keepalive of `pkg/kvstore/etcd.go`).",
  "etcd watcher":
    "The same watcher on the server (etcd, `server/storage/mvcc/watchable_store.go`).",
  "sync store": "A writer's first sync and its failures (`pkg/kvstore/store/syncstore.go`).",
};

/** Markdown. */
export function protocolReference(note: string): string {
  return [
    note,
    "# The protocol as tables",
    "",
    "What it means is told in [background/protocol.md](../background/protocol.md). `clustermesh-sim fuzz` says which of these transitions its runs took.",
    "",
    ...TRANSITION_TABLES.flatMap(({ name, rows }) => [
      `## ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      "",
      ABOUT[name] ?? "",
      "",
      "| from | event | to | what is done |",
      "| --- | --- | --- | --- |",
      ...rows.map(({ from, event, to, action }) => `| ${from} | ${event} | ${to} | ${action} |`),
      "",
    ]),
    "## Invariants",
    "",
    "Checked in every run (`--check normal`); with `--check full` each reader is followed key by key.",
    "",
    "| invariant | what it says |",
    "| --- | --- |",
    ...Object.entries(INVARIANTS).map(([name, says]) => `| ${name} | ${says} |`),
    "",
    "## Variants",
    "",
    "Faults that the checker must find; each is a name for `--variant`.",
    "",
    "| variant | what is different |",
    "| --- | --- |",
    ...Object.entries(VARIANTS).map(([name, { summary }]) => `| \`${name}\` | ${summary} |`),
    "",
  ].join("\n");
}
