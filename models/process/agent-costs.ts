/**
 * What it costs a Cilium agent to take in remote state: time per event, memory per remote endpoint, and the size of
 * its ipcache map. These come from published figures, not from a measurement of ours.
 */
import type { CostConstant } from "../../src/measure/documents.js";
import type { TimeNs } from "../../src/engine/time.js";

/** Time to take in one service by its number of backends. Source: cilium/design-cfps CFP-41953. */
const SERVICE_POINTS: readonly (readonly [backends: number, ns: number])[] = [
  [0, 38_000],
  [1, 44_000],
  [100, 629_000],
  [1_000, 6_349_000],
  [5_000, 36_861_000],
  [10_000, 78_810_000],
];
/** Time to take in a node, identity or address: as a service with one backend. Confidence: assumed. */
const EVENT_NS: TimeNs = 44_000;
/** Time for kvstoremesh to take in one event: it keeps the bytes and decodes nothing. Confidence: assumed. */
export const MIRROR_EVENT_NS: TimeNs = 10_000;
/** Agent memory per remote endpoint: 15 GiB for 3 million. Source: cilium/design-cfps CFP-39876 (upper bound). */
const BYTES_PER_REMOTE_ENDPOINT = 5_400;
/** Agent memory without remote state. Confidence: assumed. */
const AGENT_BASE_BYTES = 250_000_000;
/** Entries of the ipcache BPF map. Source: Cilium's documentation, default of the map. */
export const IPCACHE_MAX_ENTRIES = 512_000;
/** ipcache entries that an agent derives from one node (its address and its internal address). Confidence: assumed. */
export const IPCACHE_ENTRIES_PER_NODE = 2;

/** Time of one event in the agent; linear between the published points, and beyond the last as before it. */
export function ingestNs(type: string, backends: number): TimeNs {
  if (type !== "services") return EVENT_NS;
  let [lowBackends, lowNs] = SERVICE_POINTS[0] ?? [0, 0];
  let slope = 0;
  for (const [pointBackends, pointNs] of SERVICE_POINTS.slice(1)) {
    slope = (pointNs - lowNs) / (pointBackends - lowBackends);
    if (backends <= pointBackends) break;
    [lowBackends, lowNs] = [pointBackends, pointNs];
  }
  return Math.round(lowNs + slope * (backends - lowBackends));
}

/** process_resident_memory_bytes of an agent that knows so many remote endpoints. */
export function agentResidentBytes(remoteEndpoints: number): number {
  return AGENT_BASE_BYTES + remoteEndpoints * BYTES_PER_REMOTE_ENDPOINT;
}

/** The same constants for the report. */
export const AGENT_CONSTANTS: readonly CostConstant[] = [
  {
    name: "agentServiceIngest",
    value: 44_000,
    unit: "ns",
    meaning:
      "Agent's time for one service update with 1 backend; 629 us at 100, 6.3 ms at 1,000 backends.",
    source: "cilium/design-cfps CFP-41953, micro-benchmark of ingesting one service.",
    confidence: "published",
  },
  {
    name: "agentEventIngest",
    value: EVENT_NS,
    unit: "ns",
    meaning: "Agent's time for one node, identity or address event.",
    source: "No figure is published; taken as a service with one backend.",
    confidence: "assumed",
  },
  {
    name: "mirrorEventIngest",
    value: MIRROR_EVENT_NS,
    unit: "ns",
    meaning: "kvstoremesh's time to take in one event.",
    source: "No figure is published; it keeps the bytes and decodes nothing.",
    confidence: "assumed",
  },
  {
    name: "agentMemoryPerRemoteEndpoint",
    value: BYTES_PER_REMOTE_ENDPOINT,
    unit: "bytes",
    meaning: "Agent's memory per remote endpoint.",
    source: "cilium/design-cfps CFP-39876: 15 GiB for 3 million remote endpoints; an upper bound.",
    confidence: "published",
  },
  {
    name: "agentMemoryBase",
    value: AGENT_BASE_BYTES,
    unit: "bytes",
    meaning: "Agent's memory without remote state.",
    source: "No figure fits; chosen below the 438 MiB of Cilium's 1,000-node scalability report.",
    confidence: "assumed",
  },
];
