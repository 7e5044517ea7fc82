/** The timers of a gRPC connection and of the TCP below it. */
import type { RandomStream } from "../../src/engine/random-stream.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";

/** Source: cilium v1.20.0 pkg/defaults: keepalive heartbeat and timeout. */
const KEEPALIVE_NS: TimeNs = 15 * NS_PER_SECOND;
const KEEPALIVE_TIMEOUT_NS: TimeNs = 25 * NS_PER_SECOND;
/** A group that backs off falls apart into so many parts at most. */
export const JITTER_PARTS = 16;
export const DIAL_TIMEOUT_NS: TimeNs = 20 * NS_PER_SECOND;
/** A lost SYN is sent again after 1, 3, 7 and 15 s. Source: Linux tcp_syn_retries, initial RTO 1 s. */
export const SYN_RETRIES_NS: readonly TimeNs[] = [0, 1, 3, 7, 15].map((s) => s * NS_PER_SECOND);
/** Lost segments are sent again after 0.2 s, doubled each time. Source: Linux TCP_RTO_MIN. */
const RTO_NS: TimeNs = NS_PER_SECOND / 5;
/** A server that cannot reach a client gives up after so long. Source: Linux tcp_retries2 = 15. */
export const SERVER_GIVES_UP_NS: TimeNs = 924 * NS_PER_SECOND;

/** When pings tell that a connection is dead: they go out when nothing was heard for a while, and must be answered. */
export function keepaliveDeadNs(lastHeardNs: TimeNs, stalledSinceNs: TimeNs): TimeNs {
  const idleNs = Math.max(0, stalledSinceNs - lastHeardNs);
  const lastAnswerNs = lastHeardNs + Math.floor(idleNs / KEEPALIVE_NS) * KEEPALIVE_NS;
  return lastAnswerNs + KEEPALIVE_NS + KEEPALIVE_TIMEOUT_NS;
}

/** What waited for a path that was cut so long arrives when TCP next sends it again; counted from the cut. */
export function sentAgainNs(stalledNs: TimeNs): TimeNs {
  let waitNs = 0;
  for (let rto = RTO_NS; waitNs < stalledNs; rto *= 2) waitNs += rto;
  return waitNs;
}

/** How much later a segment arrives, of which each sending is lost with this probability. */
export function lostForNs(random: RandomStream, loss: number): TimeNs {
  let delayNs = 0;
  for (let rto = RTO_NS; random.chance(loss); rto *= 2) {
    delayNs += rto;
    if (rto > SERVER_GIVES_UP_NS) break;
  }
  return delayNs;
}
