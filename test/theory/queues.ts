/**
 * One queue with Poisson arrivals, simulated, and what theory says of it. The first customers are
 * left out of the means, since the queue starts empty and theory speaks of the steady state.
 */
import { Simulation } from "../../src/engine/simulation.js";
import { Station } from "../../src/engine/station.js";
import { Gauge } from "../../src/measure/gauge.js";

const SERVICE_NS = 1_000_000;
/** Customers that are left out: many relaxation times, even at a load of 0.9. */
const WARMUP_CUSTOMERS = 5_000;

/** What theory needs to know of a queue. */
export interface QueueKind {
  readonly servers: number;
  /** Utilisation of each server, 0..1. */
  readonly load: number;
  readonly service: "exponential" | "deterministic";
}

export interface QueueOptions extends QueueKind {
  readonly seed: string;
  /** Customers whose waiting counts. */
  readonly customers: number;
}

export interface QueueResult {
  /** Mean waiting time after the warm-up, in units of the mean service time. */
  readonly waiting: number;
  /** Time in the system, summed over all customers from the first one on. */
  readonly sojournTotalNs: number;
  /** Customers in the system, integrated over time by a gauge that knows nothing of sojourns. */
  readonly inSystemIntegralNs: number;
  /** Busy servers over all servers, averaged over the whole time. */
  readonly utilisation: number;
}

/** Runs one queue until everybody has left it. */
export function simulateQueue(options: QueueOptions): QueueResult {
  const { seed, servers, load, service } = options;
  const sim = new Simulation({ seed });
  const station = new Station(sim, { servers, label: "queue" });
  const arrivals = sim.random("arrivals");
  const services = sim.random("services");
  const inSystem = new Gauge(0);
  const gapNs = SERVICE_NS / (load * servers);
  const customers = WARMUP_CUSTOMERS + options.customers;
  let arrived = 0;
  let served = 0;
  let sojournTotalNs = 0;
  let waitingNs = 0;
  const arrive = (): void => {
    arrived += 1;
    const atNs = sim.nowNs;
    const counts = arrived > WARMUP_CUSTOMERS;
    const needNs = service === "exponential" ? drawNs(services.exponential(1)) : SERVICE_NS;
    station.submit(needNs, () => {
      served += 1;
      sojournTotalNs += sim.nowNs - atNs;
      if (counts) waitingNs += sim.nowNs - atNs - needNs;
      inSystem.set(sim.nowNs, station.busy + station.queueLength);
      if (served === customers) sim.stop();
    });
    inSystem.set(atNs, station.busy + station.queueLength);
    if (arrived < customers) sim.schedule(arrivals.exponential(gapNs), arrive);
  };
  sim.schedule(arrivals.exponential(gapNs), arrive);
  sim.run({ untilNs: Number.MAX_SAFE_INTEGER });
  return {
    waiting: waitingNs / options.customers / SERVICE_NS,
    sojournTotalNs,
    inSystemIntegralNs: inSystem.integral(sim.nowNs),
    utilisation: station.busyNs(sim.nowNs) / servers / sim.nowNs,
  };
}

/** Mean waiting time in units of the service time: Pollaczek-Khinchine, and Erlang C. */
export function theoreticalWaiting(queue: QueueKind): number {
  const { servers, load, service } = queue;
  if (service === "deterministic") return load / (2 * (1 - load));
  const offered = servers * load;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < servers; k += 1) {
    term *= offered / k;
    sum += term;
  }
  const full = (term * offered) / servers / (1 - load);
  return full / (sum + full) / (servers * (1 - load));
}

function drawNs(serviceTimes: number): number {
  return Math.round(serviceTimes * SERVICE_NS);
}
