/**
 * What one etcd counts, all of it from the start of the process, as its own Prometheus metrics do.
 * The names in comments are those of the real metrics.
 */
export interface EtcdCounters {
  /** etcd_mvcc_put_total, deletes included (Cilium deletes with single-key deletes). */
  puts: number;
  /** etcd_mvcc_range_total: pages and single gets. */
  ranges: number;
  /** etcd_debugging_mvcc_events_total: events handed to watch streams. */
  events: number;
  /** etcd_network_client_grpc_sent_bytes_total: protobuf bytes of watch responses and ranges. */
  sentBytes: number;
  /** Bytes on the wire towards other clusters. */
  crossClusterBytes: number;
  /** Measured changes sent to other clusters, once for each reader, and their bytes on the wire. */
  changeCopies: number;
  changeBytes: number;
  /** etcd_debugging_lease_renewed_total. */
  leaseRenewals: number;
  leases: number;
  /** Requests refused with "too many requests". */
  refused: number;
}

export function zeroCounters(): EtcdCounters {
  return {
    puts: 0,
    ranges: 0,
    events: 0,
    sentBytes: 0,
    crossClusterBytes: 0,
    changeCopies: 0,
    changeBytes: 0,
    leaseRenewals: 0,
    leases: 0,
    refused: 0,
  };
}
