/**
 * The synchronisation protocol of one process towards one remote cluster, as tables. S0-S8 are the states by which the
 * protocol is described in docs/background/protocol.md.
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/common/{clustermesh,remote_cluster}.go, pkg/kvstore/etcd.go,
 * pkg/kvstore/store/{watchstore,watchstoremgr,syncstore}.go; below it grpc-go's connection and etcd's watchers.
 * Not modelled: a cluster configuration that does not validate (IDs and limits of a scenario are checked before).
 */
import type { TransitionTable } from "./state-machine.js";

/** S0 absent, S1 connect, S2 config, S3 canaries, S4/S5 run; S6 is the way back to S1, S7 is S1-S5 with old keys. */
export type RemoteClusterState = "absent" | "connect" | "wait" | "config" | "canaries" | "run";

/** One client of one remote cluster: pkg/clustermesh/common/remote_cluster.go. */
export const REMOTE_CLUSTER: TransitionTable<RemoteClusterState> = {
  name: "remote cluster",
  rows: [
    row("absent", "config added", "connect", "S0: a controller starts and makes an etcd client"),
    row("connect", "connected", "config", "S1: the first list of the heartbeat came back"),
    row("connect", "connect timeout", "wait", "S1: after 15 min; the controller waits k seconds"),
    row("wait", "retry", "connect", "S1: the k-th failure in a row waited k seconds"),
    row("config", "config found", "canaries", "S2: valid configuration; canaries are watched"),
    row("config", "config timeout", "wait", "S2: after 3 min without a configuration"),
    row("canaries", "canary seen", "run", "S3: the list of the first prefix starts"),
    row("run", "canary seen", "run", "S3: the list of one more prefix starts"),
    ...(["config", "canaries", "run"] as const).flatMap((from) => [
      row(from, "heartbeat stale", "connect", "S6: counted as failure, reconnects at once"),
      row(from, "cluster ID changed", "connect", "S6: another etcd answered; reconnects at once"),
    ]),
    ...(["canaries", "run"] as const).map((from) =>
      row(from, "config changed", "connect", "S3: reconnects, not counted as failure"),
    ),
    ...(["connect", "wait", "config", "canaries", "run"] as const).flatMap((from) => [
      row(from, "config removed", "absent", "S8: stops, then drains everything it knew"),
      row(from, "process stopped", "absent", "STOP: nothing is drained"),
    ]),
    ...(["connect", "wait", "config"] as const).map((from) =>
      row(from, "cache expired", from, "S7: services are revoked; nodes, ips, identities stay"),
    ),
  ],
};

/** S4 list, S5 watch. */
export type PrefixWatcherState = "idle" | "list" | "list back-off" | "watch" | "reopen";

/** The watcher of one prefix: pkg/kvstore/etcd.go `watch`. */
export const PREFIX_WATCHER: TransitionTable<PrefixWatcherState> = {
  name: "prefix watcher",
  rows: [
    row("idle", "start", "list", "S4: all known keys become stale, pages of 256 keys"),
    row("list", "listed", "watch", "S4: emits all, drops what vanished, watches from revision + 1"),
    row("list", "list error", "list back-off", "S4: 100 ms doubled up to 1 min, times ln(1+N)"),
    row("list back-off", "retry", "list", "S4: from the first page"),
    row("watch", "stream broken", "reopen", "S5: the connection is gone; nothing is dropped"),
    row("reopen", "stream open", "watch", "S5: resumes at the next revision, no list"),
    row("watch", "watch error", "list", "S5: compacted or cancelled; lists again at once"),
    ...(["list", "list back-off", "watch", "reopen"] as const).map((from) =>
      row(from, "stop", "idle", "the client is closed"),
    ),
  ],
};

export type ConnectionState = "closed" | "dialing" | "back-off" | "ready";

/** The gRPC connection below: grpc-go's back-off, keepalive 15 s + 25 s. */
export const CONNECTION: TransitionTable<ConnectionState> = {
  name: "connection",
  rows: [
    row("closed", "open", "dialing", "resolves the Service, TCP and TLS"),
    row("dialing", "established", "ready", "streams may be opened"),
    row("dialing", "refused", "back-off", "1 s times 1.6 per failure, at most 120 s, +-20 %"),
    row("dialing", "dial timeout", "back-off", "20 s without an answer"),
    row("back-off", "redial", "dialing", ""),
    row("ready", "reset by peer", "dialing", "the server's process ended; redials at once"),
    row("ready", "keepalive timeout", "dialing", "no answer to a ping within 15 s + 25 s"),
    ...(["dialing", "back-off", "ready"] as const).map((from) =>
      row(from, "close", "closed", "by the client"),
    ),
  ],
};

export type WatchState = "synced" | "unsynced" | "victim";

/** A watcher on the server: etcd's server/storage/mvcc/watchable_store.go. */
export const SERVER_WATCHER: TransitionTable<WatchState> = {
  name: "etcd watcher",
  rows: [
    row("unsynced", "caught up", "synced", "every later change is sent as it is applied"),
    row("synced", "channel full", "victim", "128 responses wait; retried every 10 ms"),
    row("unsynced", "channel full", "victim", "the same in a catch-up pass"),
    row("victim", "room, nothing missed", "synced", ""),
    row("victim", "room, changes missed", "unsynced", "reads what it missed every 100 ms"),
    row("unsynced", "compacted", "unsynced", "cancelled: what it needs is gone"),
    row("victim", "compacted", "victim", "cancelled: what it needs is gone"),
  ],
};

export type SyncStoreState = "filling" | "canary wanted" | "synced";

/** The first sync of a SyncStore, and its failures: pkg/kvstore/store/syncstore.go. */
export const SYNC_STORE: TransitionTable<SyncStoreState> = {
  name: "sync store",
  rows: [
    row("filling", "all queued", "canary wanted", "the canary is queued behind the keys"),
    row("canary wanted", "keys pending", "canary wanted", "an error; the canary is tried again"),
    row("canary wanted", "canary failed", "canary wanted", "an error; the canary is tried again"),
    row("canary wanted", "canary written", "synced", "readers may trust the prefix"),
    ...(["filling", "canary wanted", "synced"] as const).flatMap((from) => [
      row(from, "write failed", from, "back-off 5 ms doubled up to 1,000 s, and 10/s"),
      row(from, "lease expired", from, "its keys are queued again"),
    ]),
  ],
};

/** Every table of the protocol. */
export const TRANSITION_TABLES: readonly TransitionTable<string>[] = [
  REMOTE_CLUSTER,
  PREFIX_WATCHER,
  CONNECTION,
  SERVER_WATCHER,
  SYNC_STORE,
];

function row<From extends string, To extends string>(
  from: From,
  event: string,
  to: To,
  action: string,
): { readonly from: From; readonly event: string; readonly to: To; readonly action: string } {
  return { from, event, to, action };
}
