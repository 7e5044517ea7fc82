/**
 * The side of an etcd member that only reads: handshakes of new connections, and pages of lists. Both are front work of
 * the core pool; answers leave through the NIC and the path of their reader.
 * Real behaviour: etcd-io/etcd v3.6.14 server/storage/mvcc/kvstore_txn.go `rangeKeys`, server/etcdserver/v3_server.go.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { Link } from "../../src/engine/link.js";
import type { EtcdSpec } from "../../src/scenario/scenario.js";
import type { Moment } from "../network/moment.js";
import type { CorePool } from "./core-pool.js";
import type { CostProfile } from "./costs.js";
import type { EtcdCounters } from "./counters.js";
import type { RaftLoop } from "./raft-loop.js";
import type { PageRequest } from "./requests.js";
import { rangeResponseBytes, wireBytes } from "./wire-size.js";

export interface RangeServerParts {
  readonly pool: CorePool;
  readonly raft: RaftLoop;
  readonly counters: EtcdCounters;
  readonly nic: Link;
  readonly costs: CostProfile;
  readonly spec: EtcdSpec;
  /** CPU of waking the process now. */
  readonly wakeNs: () => number;
}

export class RangeServer {
  private readonly parts: RangeServerParts;

  constructor(parts: RangeServerParts) {
    this.parts = parts;
  }

  /** Serves one page for n readers; returns when the first and the last answer have left. */
  page(request: PageRequest): Moment {
    const { pool, raft, counters, nic, costs, spec } = this.parts;
    const c = costs.values;
    const tls = spec.tls !== "disabled";
    const plainNs =
      c.rangePage + request.keys * c.rangePerKey + request.remaining * c.rangeVisitPerKey;
    const tlsNs =
      c.rangePageTls + request.keys * c.rangePerKeyTls + request.remaining * c.rangeVisitPerKeyTls;
    const cost = plainNs + (tls ? tlsNs : 0) + this.parts.wakeNs();
    const { members, stream } = request;
    const bytes = rangeResponseBytes(request.keys, request.bytes);
    const garbage = members * bytes * c.garbagePerPageByte;
    const collectNs = (pool.garbage?.allocate("list", garbage) ?? 0) / members;
    const served = pool.reserveMany("list", Math.max(0, cost - collectNs), {
      units: members,
      spreadNs: request.spreadNs,
    });
    // A linearizable read waits for the WAL sync that is in progress. Later entries do not delay it.
    const barrierNs = raft.backlog > 0 ? raft.syncedAtNs : 0;
    const wire = wireBytes(bytes, tls);
    counters.ranges += members;
    counters.sentBytes += members * bytes;
    if (stream.isCrossCluster) counters.crossClusterBytes += members * wire;
    const firstNs = Math.max(served.firstNs, barrierNs);
    const out = nic.transmit(firstNs, Math.max(served.lastNs, barrierNs), members, wire);
    if (stream.path.link === undefined) return out;
    return stream.path.link.transmit(out.firstNs, out.lastNs, members, wire);
  }

  /**
   * n clients say hello, within `spreadNs`. The answer holds the server's signature, so it comes after the dear part of a handshake with
   * RSA; without TLS there is no such step.
   */
  hello(members: number, spreadNs: TimeNs): Moment {
    const { pool, costs, spec } = this.parts;
    const c = costs.values;
    const cost = {
      disabled: 0,
      "rsa-2048": c.connectHelloRsa2048,
      "ecdsa-p256": c.connectHelloEcdsaP256,
    }[spec.tls];
    return pool.reserveMany("connect", cost, { units: members, spreadNs });
  }

  /** The clients end their handshakes, within `spreadNs`: their certificates are checked, and HTTP/2 begins. */
  connect(members: number, spreadNs: TimeNs): Moment {
    const { pool, costs, spec } = this.parts;
    const c = costs.values;
    const cost = {
      disabled: c.connectPlaintext,
      "rsa-2048": c.connectTlsRsa2048 - c.connectHelloRsa2048,
      "ecdsa-p256": c.connectTlsEcdsaP256 - c.connectHelloEcdsaP256,
    }[spec.tls];
    const collectNs = pool.garbage?.allocate("connect", members * c.garbagePerConnection) ?? 0;
    return pool.reserveMany("connect", Math.max(0, cost - collectNs / members), {
      units: members,
      spreadNs,
    });
  }
}
