/** One queue with Poisson arrivals, and what theory says of it. */
import { Simulation } from "../../src/engine/simulation.js";
import { Station } from "../../src/engine/station.js";

const SERVICE_NS = 1_000_000;

export interface QueueOptions {
  readonly seed: string;
  readonly servers: number;
  /** Utilisation of each server, 0..1. */
  readonly load: number;
  readonly service: "exponential" | "deterministic";
  readonly customers: number;
}

/** Means over all customers, in units of the mean service time. */
export interface QueueResult {
  readonly waiting: number;
  readonly sojourn: number;
  /** Customers in the system, averaged over time. */
  readonly inSystem: number;
  readonly arrivalsPerService: number;
  readonly utilisation: number;
}

export function simulateQueue(options: QueueOptions): QueueResult {
  const { seed, servers, load, service, customers } = options;
  const sim = new Simulation({ seed });
  const station = new Station(sim, { servers, label: "queue" });
  const arrivals = sim.random("arrivals");
  const services = sim.random("services");
  const gapNs = SERVICE_NS / (load * servers);
  let arrived = 0;
  let served = 0;
  let sojournNs = 0;
  let serviceNs = 0;
  const arrive = (): void => {
    arrived += 1;
    const atNs = sim.nowNs;
    const needNs =
      service === "exponential" ? Math.round(services.exponential(SERVICE_NS)) : SERVICE_NS;
    station.submit(needNs, () => {
      served += 1;
      sojournNs += sim.nowNs - atNs;
      serviceNs += needNs;
    });
    if (arrived < customers) sim.schedule(arrivals.exponential(gapNs), arrive);
  };
  sim.schedule(arrivals.exponential(gapNs), arrive);
  while (served < customers) sim.run({ untilNs: sim.nowNs + 1e9 });
  const busyNs = station.busyNs(sim.nowNs);
  const spanNs = customers * gapNs;
  return {
    waiting: (sojournNs - serviceNs) / customers / SERVICE_NS,
    sojourn: sojournNs / customers / SERVICE_NS,
    inSystem: sojournNs / spanNs,
    arrivalsPerService: (customers * SERVICE_NS) / spanNs,
    utilisation: busyNs / servers / spanNs,
  };
}

/** Mean waiting time in units of the service time: Pollaczek-Khinchine, and Erlang C for several servers. */
export function theoreticalWaiting(options: Omit<QueueOptions, "seed" | "customers">): number {
  const { servers, load, service } = options;
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
