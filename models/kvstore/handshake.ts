/**
 * How n clients become connected to an etcd that answers: TCP, the client's hello, etcd's answer, and the end of the
 * handshake, with etcd's work where it falls. Who cannot be reached at all is the connection's business.
 * Real behaviour: TLS 1.3 (RFC 8446, section 2); grpc-go internal/transport/http2_client.go: a connection is ready
 * when the server's settings have come.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdMember } from "../etcd/member.js";
import { shifted, type Moment } from "../network/moment.js";

/** TCP's handshake, then the client's hello is there. */
const HELLO_TRIPS = 3;

export interface Handshake {
  readonly target: EtcdMember;
  readonly oneWayNs: TimeNs;
  /** When the first and the last client begin. */
  readonly moment: Moment;
  /** Clients, asked each time: some may be gone by then; undefined when nobody waits for the outcome any more. */
  readonly members: () => number | undefined;
  /** Etcd cannot be reached now. */
  readonly isCutOff: () => boolean;
  readonly refused: (moment: Moment) => void;
  readonly ready: (moment: Moment) => void;
}

/** Runs a handshake; ends with `refused` or `ready`, unless nobody waits any more. */
export function shakeHands(sim: Simulation, shake: Handshake): void {
  const { target, oneWayNs, moment, members, isCutOff, refused, ready } = shake;
  const hello = (): void => {
    const count = members();
    if (count === undefined) return;
    if (isCutOff()) {
      refused(shifted(moment, HELLO_TRIPS * oneWayNs));
      return;
    }
    const answered = target.hello(count, moment.lastNs - moment.firstNs);
    const backNs = target.spec.tls === "disabled" ? 0 : 2 * oneWayNs;
    const rampNs = Math.max(moment.lastNs - moment.firstNs, answered.lastNs - answered.firstNs);
    const atNs = Math.max(sim.nowNs, answered.firstNs + backNs);
    sim.scheduleAt(atNs, () => finish(rampNs), "handshake");
  };
  // The client's last flight has come: certificate, HTTP/2 preface.
  const finish = (rampNs: TimeNs): void => {
    const count = members();
    if (count === undefined) return;
    const { nowNs } = sim;
    if (isCutOff()) {
      refused({ firstNs: nowNs, lastNs: nowNs + rampNs });
      return;
    }
    const { firstNs, lastNs } = target.connect(count, rampNs);
    ready(shifted({ firstNs, lastNs: Math.max(lastNs, firstNs + rampNs) }, oneWayNs));
  };
  const startNs = Math.max(sim.nowNs, moment.firstNs);
  sim.scheduleAt(startNs + HELLO_TRIPS * oneWayNs, hello, "dial");
}
