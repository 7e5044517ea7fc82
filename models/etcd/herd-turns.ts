/**
 * When work that waits beside a herd gets its turn. A herd of pages, handshakes or watchers does not queue as a whole: Go
 * looks at the network when its run queue is empty, so what came meanwhile forms the next turn, and what gets ready
 * during a turn (senders above all) stands behind it but before the next one. A linearizable read does the same once
 * more: reads that come while others are served wait for the next read index together.
 * Not modelled: which of a turn's members comes first; the global queue's every 61st pick.
 * Real behaviour: golang/go src/runtime/proc.go `findRunnable`, `runqput`; etcd-io/etcd v3.6.14
 * server/etcdserver/v3_server.go `linearizableReadLoop`.
 */
import type { TimeNs } from "../../src/engine/time.js";

/** Go's run queue of a processor holds so many; more wait elsewhere. Source: golang/go src/runtime/runtime2.go `runq`. */
const RUN_QUEUE = 256;

/** Members of a herd that ask evenly between two moments. */
interface Asking {
  readonly fromNs: TimeNs;
  readonly toNs: TimeNs;
  readonly units: number;
  readonly unitNs: number;
  served: number;
}

export class HerdTurns {
  private readonly waiting: Asking[] = [];
  private endNs: TimeNs = 0;

  /** `units` of a herd ask from now on within `spreadNs`; each takes `unitNs` of all cores together. */
  ask(
    nowNs: TimeNs,
    herd: { readonly units: number; readonly unitNs: number; readonly spreadNs: TimeNs },
    cores: number,
  ): void {
    const { units, unitNs, spreadNs } = herd;
    this.advance(nowNs, cores);
    this.waiting.push({ fromNs: nowNs, toNs: nowNs + spreadNs, units, unitNs, served: 0 });
  }

  /** When the turn that runs now ends; now when none does. */
  endsAt(nowNs: TimeNs, cores: number): TimeNs {
    this.advance(nowNs, cores);
    return Math.max(nowNs, Math.ceil(this.endNs));
  }

  /** Other work has come into the turn. */
  prolong(nowNs: TimeNs, byNs: TimeNs): void {
    if (this.endNs > nowNs) this.endNs += byNs;
  }

  reset(): void {
    this.waiting.length = 0;
    this.endNs = 0;
  }

  private advance(nowNs: TimeNs, cores: number): void {
    for (;;) {
      const [first] = this.waiting;
      if (first === undefined) return;
      const beginNs = Math.max(this.endNs, first.fromNs);
      if (beginNs > nowNs) return;
      this.endNs = beginNs + this.turn(beginNs, RUN_QUEUE * cores);
    }
  }

  /** Takes what has come by then, one at least; returns how long it takes. */
  private turn(beginNs: TimeNs, room: number): number {
    let [ns, left] = [0, room];
    for (const asking of this.waiting) {
      const { fromNs, toNs, units, unitNs } = asking;
      const share = beginNs >= toNs ? 1 : Math.max(0, (beginNs - fromNs) / (toNs - fromNs));
      const atLeast = left === room && asking === this.waiting[0] ? asking.served + 1 : 0;
      const come = Math.max(atLeast, Math.floor(units * share)) - asking.served;
      const taken = Math.max(0, Math.min(left, come));
      asking.served += taken;
      left -= taken;
      ns += taken * unitNs;
    }
    for (let at = this.waiting.length - 1; at >= 0; at -= 1) {
      const asking = this.waiting[at];
      if (asking !== undefined && asking.served >= asking.units) this.waiting.splice(at, 1);
    }
    return ns;
  }
}
