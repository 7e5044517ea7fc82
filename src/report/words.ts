/**
 * The words that tables, charts and the page use for the names in the documents.
 * Not a translation of metrics: Prometheus names stay as they are wherever a name is looked up.
 * An unknown name is shown as it is, so a new station or stage still appears.
 */
import type { TopologyName } from "../scenario/scenario.js";

/** Stages of a change's way from the source cluster to the agents, in the order that it passes them. */
export const STAGES: readonly string[] = [
  "source-limiter",
  "source-etcd",
  "source-watch",
  "network",
  "mirror-limiter",
  "local-etcd",
  "local-watch",
  "agent",
  "relist",
];

/** Kinds of change, `all` first. */
export const CHANGE_TYPES: readonly string[] = ["all", "nodes", "identities", "ip", "services"];

const STAGE_WORDS: Readonly<Record<string, string>> = {
  "source-limiter": "source limiter",
  "source-etcd": "source etcd put",
  "source-watch": "source etcd watch",
  network: "network",
  "mirror-limiter": "mirror queue + limiter",
  "local-etcd": "local etcd put",
  "local-watch": "local etcd watch",
  agent: "agent",
  relist: "until listed again",
};

const STATION_WORDS: Readonly<Record<string, string>> = {
  "etcd-apply": "etcd apply thread",
  "etcd-cores": "etcd CPU cores",
  "etcd-raft": "etcd raft loop",
  "etcd-egress": "etcd egress link",
  "apiserver-limiter": "clustermesh-apiserver rate limiter",
  "kvstoremesh-limiter": "kvstoremesh rate limiter",
  "mock-limiter": "cmapisrv-mock rate limiter",
  "kvstoremesh-inflight": "kvstoremesh in-flight slots",
};

const CLIENT_WORDS: Readonly<Record<string, string>> = {
  agent: "agents",
  operator: "operators",
  kvstoremesh: "kvstoremesh",
  apiserver: "clustermesh-apiservers",
};

/** Whose clients these are: `agents`, `operators`, `kvstoremesh`. */
export function clientWord(client: string): string {
  return CLIENT_WORDS[client] ?? client;
}

/** The topology's name as Cilium spells it in prose. */
export function topologyWord(topology: TopologyName): string {
  return topology === "kvstoremesh" ? "KVStoreMesh" : topology;
}

/** A stage of the sync latency in words. */
export function stageWord(stage: string): string {
  return STAGE_WORDS[stage] ?? stage;
}

/** A station in words; `link:us-eu` becomes `link us-eu`. */
export function stationWord(station: string): string {
  return STATION_WORDS[station] ?? station.replace(/^link:/, "link ");
}

/** Joins words as prose does: `a, b and c`. */
export function listWords(words: readonly string[], last: "and" | "or" = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words[words.length - 1] ?? ""}`;
}
