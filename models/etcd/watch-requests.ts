/**
 * The creation of watchers: what it costs the cores and the apply loop before the hub knows of them.
 * Real behaviour: etcd-io/etcd v3.6.14 server/etcdserver/api/v3rpc/watch.go `recvLoop`.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { ApplyJob } from "./apply-loop.js";
import type { CostProfile } from "./costs.js";
import type { Prefix } from "./keyspace.js";
import type { EtcdMember } from "./member.js";
import type { RevisionHold } from "./revision-log.js";
import type { StreamGroup, WatchSink } from "./watch-group.js";

/** One watcher on each stream of a group. */
export interface WatchRequest {
  readonly stream: StreamGroup;
  readonly prefix: Prefix;
  readonly fromRevision: number;
  readonly hold: RevisionHold | undefined;
  readonly sink: WatchSink;
  /** Which of its watches the sink is told of. */
  readonly token: number;
}

export class WatchRequests {
  private readonly sim: Simulation;
  private readonly etcd: Pick<EtcdMember, "pool" | "apply" | "sessions" | "hub">;
  private readonly costs: CostProfile;

  constructor(
    sim: Simulation,
    etcd: Pick<EtcdMember, "pool" | "apply" | "sessions" | "hub">,
    costs: CostProfile,
  ) {
    this.sim = sim;
    this.etcd = etcd;
    this.costs = costs;
  }

  /** A request that arrives now; `done` is called when the last watcher is registered, unless the process ends. */
  create(
    request: WatchRequest,
    { done, isAlive }: { readonly done: () => void; readonly isAlive: () => boolean },
  ): void {
    const { stream, prefix, hold, sink, token } = request;
    const { pool, apply, sessions, hub } = this.etcd;
    const { watchCreate, watchCreateLocked } = this.costs.values;
    const handled = pool.reserveMany("watch", watchCreate, { units: stream.members, spreadNs: 0 });
    const job: ApplyJob = {
      begin: () => pool.reserveLocked("watch", watchCreateLocked * stream.members),
      end: () => {
        if (!stream.closed) sessions.addWatchers(stream, stream.members);
        const nextRevision = request.fromRevision;
        hub.register({ stream, prefix, hold, sink, token, nextRevision });
        done();
      },
    };
    const submit = (): void => {
      if (isAlive()) apply.submit(job);
    };
    this.sim.scheduleAt(handled.lastNs, submit, "etcd watch create");
  }

  /** Watchers that are there before the clock starts, and have seen everything up to a revision. */
  assume(request: Omit<WatchRequest, "fromRevision" | "hold">, revision: number): void {
    const { stream, prefix, sink, token } = request;
    this.etcd.sessions.addWatchers(stream, stream.members);
    const nextRevision = revision + 1;
    this.etcd.hub.register({
      stream,
      prefix,
      hold: undefined,
      sink,
      token,
      nextRevision,
    });
  }
}
