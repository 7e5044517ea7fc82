/**
 * The thread in which a fleet lives when it has one of its own: it does what it is told by messages, and answers each.
 */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../lab-failure.js";
import type { AgentSetup } from "./agent.js";
import { LocalFleet, type Fleet } from "./fleet.js";

/** One thing to do. */
export interface FleetOrder {
  readonly id: number;
  readonly method: keyof Fleet;
  readonly args: readonly unknown[];
}

/** What came of it: a value, or the message of an error. */
export type FleetAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

const port = parentPort;
if (port !== null) {
  const fleet = new LocalFleet(workerData as AgentSetup);
  port.on("message", (order: FleetOrder) => {
    const method = fleet[order.method].bind(fleet) as (...args: unknown[]) => Promise<unknown>;
    method(...order.args).then(
      (value) => port.postMessage({ id: order.id, value } satisfies FleetAnswer),
      (error: unknown) =>
        port.postMessage({ id: order.id, error: messageOf(error) } satisfies FleetAnswer),
    );
  });
}
