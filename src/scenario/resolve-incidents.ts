/**
 * From the lines under `spec.incidents` to incidents: which fields each kind takes, its defaults, and whether the
 * clusters and regions that it names exist.
 */
import type { CrossProblem } from "./groups.js";
import type { IncidentKeys } from "./incident-schema.js";
import type { AgentsRestart, Incident, IncidentKind } from "./incident.js";
import { didYouMean } from "./nearest.js";
import type { ClusterGroup } from "./scenario.js";
import { bandwidthBps, durationNs } from "./units.js";

type Field = Exclude<keyof IncidentKeys, "at" | "what">;

/** Fields of each kind: those that it needs, and those that it may have. */
export const INCIDENT_FIELDS: Readonly<
  Record<IncidentKind, { readonly needs?: readonly Field[]; readonly may?: readonly Field[] }>
> = {
  "agents-restart": {
    may: ["cluster", "clusters", "agents", "maxUnavailable", "every", "jitter", "downtime"],
  },
  "mesh-upgrade": { may: ["cluster", "clusters", "maxUnavailable", "every", "downtime"] },
  "apiserver-pod-replaced": { may: ["cluster", "clusters", "downtime"] },
  "node-drained": { may: ["cluster", "clusters", "downtime"] },
  "etcd-restart": { may: ["cluster", "clusters", "downtime"] },
  "apiserver-restart": { may: ["cluster", "clusters", "downtime"] },
  "kvstoremesh-restart": { may: ["cluster", "clusters", "downtime"] },
  "writer-hung": { needs: ["for"], may: ["cluster", "clusters", "process"] },
  "process-paused": { needs: ["for", "process"], may: ["cluster", "clusters"] },
  "cluster-joins": { needs: ["cluster"] },
  "cluster-leaves": { needs: ["cluster"] },
  partition: { needs: ["between", "for"] },
  "link-degraded": { needs: ["between", "for"], may: ["rtt", "bandwidth", "loss"] },
  "etcd-compaction": { may: ["cluster", "clusters"] },
  "etcd-quota-full": { needs: ["for"], may: ["cluster", "clusters"] },
  "slow-disk": { needs: ["for"], may: ["cluster", "clusters", "factor"] },
  "cpu-squeezed": { needs: ["for", "cores"], may: ["cluster", "clusters"] },
  "churn-burst": { may: ["cluster", "clusters", "burst", "objects", "over"] },
};

/** Assumed: a container is back within seconds when nothing has to be pulled. */
const DOWNTIME_NS = 2e9;

/** Assumed: an agent's pod is replaced and ready within this time, then the next ones go. */
export const UPGRADE_WAVE_NS = 10e9;

/** What the incidents are checked against. */
export interface IncidentPlaces {
  readonly groups: readonly ClusterGroup[];
  readonly regions: readonly string[];
  readonly durationNs: number;
}

/** Name of a cluster by its ID, as cmapisrv-mock names them: `cluster-007`. */
export function clusterName(id: number): string {
  return `cluster-${String(id).padStart(3, "0")}`;
}

/** Name of an incident: its line in the file from 1, what it is, and where when that is one place. */
export function incidentName(
  line: number,
  what: IncidentKind,
  where: { readonly clusters?: readonly string[]; readonly between?: readonly string[] },
): string {
  const [only = ""] = where.clusters ?? [];
  const place = where.clusters?.length === 1 ? ` ${only}` : "";
  const sides = where.between === undefined ? "" : ` ${where.between.join(" and ")}`;
  return `${line} ${what}${place}${sides}`;
}

/** The incidents of a scenario, in order of time, and what is wrong with them. */
export function resolveIncidents(
  lines: readonly IncidentKeys[],
  places: IncidentPlaces,
): { readonly incidents: readonly Incident[]; readonly problems: readonly CrossProblem[] } {
  const problems: CrossProblem[] = [];
  const incidents: Incident[] = [];
  for (const [index, line] of lines.entries()) {
    const found = problemsOf(line, index, places);
    problems.push(...found);
    if (found.length === 0) incidents.push(resolveOne(line, index, places));
  }
  incidents.sort((a, b) => a.atNs - b.atNs);
  return { incidents, problems };
}

function problemsOf(
  line: IncidentKeys,
  index: number,
  places: IncidentPlaces,
): readonly CrossProblem[] {
  const at = (field: string) => ["spec", "incidents", index, field];
  const problems: CrossProblem[] = [];
  const { needs = [], may = [] } = INCIDENT_FIELDS[line.what];
  for (const field of Object.keys(line)) {
    if (field === "at" || field === "what") continue;
    if (needs.includes(field as Field) || may.includes(field as Field)) continue;
    const allowed = [...needs, ...may].join(", ");
    problems.push({
      path: at(field),
      message: `does not belong to ${line.what}; it takes ${allowed}`,
    });
  }
  for (const field of needs) {
    if (line[field] !== undefined) continue;
    problems.push({ path: at("what"), message: `${line.what} needs the field "${field}"` });
  }
  if (line.cluster !== undefined && line.clusters !== undefined) {
    problems.push({ path: at("clusters"), message: "must not be given together with cluster" });
  }
  const real = realClusters(places.groups);
  for (const name of [
    ...(line.clusters ?? []),
    ...(line.cluster === undefined ? [] : [line.cluster]),
  ]) {
    if (real.includes(name)) continue;
    const field = line.cluster === undefined ? "clusters" : "cluster";
    const near = didYouMean(name, real);
    const message = `there is no cluster "${name}" that is not mocked${near}`;
    problems.push({ path: at(field), message });
  }
  for (const side of line.between ?? []) {
    if (real.includes(side) || places.regions.includes(side)) continue;
    const near = didYouMean(side, [...places.regions, ...real]);
    const message = `"${side}" is neither a region nor a cluster that is not mocked${near}`;
    problems.push({ path: at("between"), message });
  }
  if (durationNs(line.at) >= places.durationNs) {
    const message = "must lie within the measured window (spec.simulation.duration)";
    problems.push({ path: at("at"), message });
  }
  if (line.what === "writer-hung" && (line.process === "etcd" || line.process === "agents")) {
    problems.push({ path: at("process"), message: "must be apiserver or kvstoremesh" });
  }
  const rolling = line.what === "agents-restart" && line.maxUnavailable !== undefined;
  if (rolling && line.every === undefined) {
    problems.push({ path: at("maxUnavailable"), message: 'needs "every": the pace of the waves' });
  }
  return problems;
}

function realClusters(groups: readonly ClusterGroup[]): readonly string[] {
  return groups
    .filter((group) => !group.mocked)
    .flatMap((group) =>
      Array.from({ length: group.clusters }, (_, offset) =>
        clusterName(group.firstClusterID + offset),
      ),
    );
}

function resolveOne(line: IncidentKeys, index: number, places: IncidentPlaces): Incident {
  const { what } = line;
  const ns = (text: string | undefined, byDefault: number): number =>
    text === undefined ? byDefault : durationNs(text);
  const named = line.cluster === undefined ? line.clusters : [line.cluster];
  const name = incidentName(index + 1, what, {
    ...(named === undefined ? {} : { clusters: named }),
    ...(line.between === undefined ? {} : { between: line.between }),
  });
  const common = { name, atNs: durationNs(line.at) };
  const inClusters = { ...common, clusters: named ?? realClusters(places.groups) };
  const forNs = ns(line.for, 0);
  const downtimeNs = ns(line.downtime, DOWNTIME_NS);
  const between = line.between ?? ["", ""];
  switch (what) {
    case "agents-restart":
      return {
        what,
        ...inClusters,
        agents: amount(line.agents ?? "100%"),
        waves: waves(line),
        jitterNs: ns(line.jitter, 0),
        downtimeNs,
      };
    case "mesh-upgrade":
      return {
        what,
        ...inClusters,
        waves: { size: amount(line.maxUnavailable ?? "1%"), everyNs: UPGRADE_WAVE_NS },
        everyNs: ns(line.every, 60e9),
        downtimeNs,
      };
    case "apiserver-pod-replaced":
    case "node-drained":
    case "etcd-restart":
    case "apiserver-restart":
    case "kvstoremesh-restart":
      return { what, ...inClusters, downtimeNs };
    case "writer-hung": {
      const process = line.process === "kvstoremesh" ? "kvstoremesh" : "apiserver";
      return { what, ...inClusters, forNs, process };
    }
    case "process-paused":
      return { what, ...inClusters, forNs, process: line.process ?? "agents" };
    case "cluster-joins":
    case "cluster-leaves":
    case "etcd-compaction":
      return { what, ...inClusters };
    case "partition":
      return { what, ...common, between, forNs };
    case "link-degraded":
      return {
        what,
        ...common,
        between,
        forNs,
        rttNs: line.rtt === undefined ? undefined : durationNs(line.rtt),
        bandwidthBps: line.bandwidth === undefined ? undefined : bandwidthBps(line.bandwidth),
        loss: line.loss === undefined ? 0 : Number(line.loss.slice(0, -1)) / 100,
      };
    case "etcd-quota-full":
      return { what, ...inClusters, forNs };
    case "slow-disk":
      return { what, ...inClusters, forNs, factor: line.factor ?? 20 };
    case "cpu-squeezed":
      return { what, ...inClusters, forNs, cores: line.cores ?? 1 };
    case "churn-burst":
      return {
        what,
        ...inClusters,
        burst: line.burst ?? "rollout",
        objects: line.objects ?? 1000,
        overNs: ns(line.over, 10e9),
      };
  }
}

function amount(text: number | string): AgentsRestart["agents"] {
  if (typeof text === "number") return { count: text };
  return { fraction: Math.min(1, Number(text.slice(0, -1)) / 100) };
}

function waves(line: IncidentKeys): AgentsRestart["waves"] {
  if (line.maxUnavailable === undefined || line.every === undefined) return undefined;
  return { size: amount(line.maxUnavailable), everyNs: durationNs(line.every) };
}
