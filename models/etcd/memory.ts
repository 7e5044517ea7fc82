/**
 * Resident memory of one etcd: a sum of what connections, streams, watchers, keys and kept revisions take.
 * Not modelled: Go's heap growth between collections beyond what the measured constants include, bolt's free pages,
 * the preallocated WAL files on tmpfs (charged to the container, not to the process).
 */
import type { Compactor } from "./compactor.js";
import type { CostProfile } from "./costs.js";
import type { EtcdMember } from "./member.js";

export interface MemoryLoad {
  readonly connections: number;
  readonly streams: number;
  readonly watchers: number;
  readonly keys: number;
  /** Bytes of live keys and values. */
  readonly contentBytes: number;
  /** Revisions since the last compaction and the bytes of their keys and values. */
  readonly revisions: number;
  readonly revisionBytes: number;
  /** Sends that wait, and the bytes they hold on to. */
  readonly queuedSends: number;
}

/** What an etcd's memory hangs on now. */
export function memoryLoad(
  etcd: Pick<EtcdMember, "sessions" | "keyspace" | "pool">,
  compactor: Compactor,
): MemoryLoad {
  const { connections, streams, watchers } = etcd.sessions.total;
  return {
    connections,
    streams,
    watchers,
    keys: etcd.keyspace.keys,
    contentBytes: etcd.keyspace.contentBytes,
    revisions: compactor.keptRevisions,
    revisionBytes: compactor.keptBytes,
    queuedSends: etcd.pool.queuedSends,
  };
}

/** A queued response holds a pointer to the shared event and its own small record. Confidence: assumed (100-250 B). */
const QUEUED_SEND_BYTES = 200;

/** Bytes of resident memory (process_resident_memory_bytes). */
export function residentBytes(costs: CostProfile, load: MemoryLoad): number {
  const c = costs.values;
  const first = Math.min(load.streams, load.watchers);
  return Math.round(
    c.memoryBase +
      load.connections * c.memoryPerConnection +
      load.streams * c.memoryPerStream +
      first * c.memoryPerFirstWatcher +
      (load.watchers - first) * c.memoryPerWatcher +
      load.keys * c.memoryPerKey +
      load.contentBytes +
      load.revisions * c.memoryPerRevision +
      load.revisionBytes +
      load.queuedSends * QUEUED_SEND_BYTES,
  );
}

/** What etcd's quota adds to key and value. Source: etcd v3.6.14 server/storage/quota.go kvOverhead. */
const RECORD_BYTES = 256;

/**
 * Bytes of the database file: every kept revision is one record in the backend. The first hour's revisions are all
 * kept; later a live key's last revision stays. Not modelled: free pages, page overhead.
 */
export function databaseBytes(load: MemoryLoad): number {
  const live = load.contentBytes + load.keys * RECORD_BYTES;
  const kept = load.revisionBytes + load.revisions * RECORD_BYTES;
  return Math.max(live, kept);
}
