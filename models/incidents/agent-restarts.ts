/**
 * Restarts of agents: all, a number or a share of them, at once, in rolling waves or spread evenly over a time. An
 * agent that restarts knows nothing and connects to every remote again; the keys in its datapath stay meanwhile.
 * Members that restart leave their cohort, and join it again when they are in the same quiet state.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { AgentsRestart } from "../../src/scenario/incident.js";
import type { RemoteCluster } from "../kvstore/remote-cluster.js";
import type { Mesh } from "../mesh.js";
import type { MeshReader } from "../mesh-parts.js";

/** Cohorts spread their restarts over so many steps at most. */
const STEPS = 64;

export type RestartPlan = Pick<AgentsRestart, "agents" | "waves" | "jitterNs" | "downtimeNs">;

/** Restarts agents of clusters from now on; returns when the last ones go. */
export function restartAgents(
  mesh: Mesh,
  clusterNames: readonly string[],
  plan: RestartPlan,
): TimeNs {
  const clusters = new Set(clusterNames);
  const sets = new Map<string, { readonly agents: number; readonly readers: MeshReader[] }>();
  for (const one of mesh.readers) {
    if (one.client !== "agent" || !one.clusters.every(({ name }) => clusters.has(name))) continue;
    const key = one.clusters.map(({ name }) => name).join(" ");
    const set = sets.get(key);
    if (set !== undefined) set.readers.push(one);
    else sets.set(key, { agents: agentsOf(one), readers: [one] });
  }
  let lastNs = mesh.sim.nowNs;
  for (const { agents, readers } of sets.values()) {
    const perCluster = readers[0]?.clusters.length ?? 1;
    const total = Math.min(agents, amountOf(plan.agents, agents / perCluster) * perCluster);
    const endNs = restartSet(mesh, readers, { plan, total, perCluster });
    lastNs = Math.max(lastNs, endNs);
  }
  return lastNs;
}

function restartSet(
  mesh: Mesh,
  readers: readonly MeshReader[],
  set: { readonly plan: RestartPlan; readonly total: number; readonly perCluster: number },
): TimeNs {
  const { plan, total, perCluster } = set;
  const restarted = new Set<RemoteCluster>();
  const steps = stepsOf(plan, { total, perCluster });
  const targets = new Set(readers.map(({ target }) => target));
  const clusters = readers[0]?.clusters;
  let lastNs = mesh.sim.nowNs;
  for (const { delayNs, count } of steps) {
    const go = (): void => {
      const byTarget = new Map([...targets].map((target) => [target, [] as MeshReader[]]));
      for (const one of mesh.readers) {
        if (one.client !== "agent" || restarted.has(one.reader)) continue;
        if (!one.clusters.every((cluster, index) => cluster === clusters?.[index])) continue;
        byTarget.get(one.target)?.push(one);
      }
      for (const groups of byTarget.values()) {
        restartSome(groups, { count, downtimeNs: plan.downtimeNs, restarted });
      }
    };
    mesh.sim.schedule(delayNs, go, "agents restart");
    lastNs = Math.max(lastNs, mesh.sim.nowNs + delayNs);
  }
  return lastNs + plan.downtimeNs;
}

/** Restarts so many members, taken from the first groups. */
function restartSome(
  groups: readonly MeshReader[],
  options: {
    readonly count: number;
    readonly downtimeNs: TimeNs;
    readonly restarted: Set<RemoteCluster>;
  },
): void {
  const { downtimeNs, restarted } = options;
  let left = options.count;
  for (const { reader } of groups) {
    if (left <= 0) return;
    if (!reader.isWanted) continue;
    const taken = Math.min(left, reader.members);
    left -= taken;
    const part = taken === reader.members ? reader : reader.fork(taken);
    restarted.add(part);
    part.restart(downtimeNs);
  }
}

/** When how many agents restart. */
function stepsOf(
  plan: RestartPlan,
  { total, perCluster }: { readonly total: number; readonly perCluster: number },
): readonly { readonly delayNs: TimeNs; readonly count: number }[] {
  const { waves, jitterNs } = plan;
  const waveSize =
    waves === undefined
      ? total
      : Math.max(1, amountOf(waves.size, total / perCluster) * perCluster);
  const steps: { delayNs: TimeNs; count: number }[] = [];
  for (let from = 0, wave = 0; from < total; from += waveSize, wave += 1) {
    const inWave = Math.min(waveSize, total - from);
    const waveNs = wave * (waves?.everyNs ?? 0);
    const parts = jitterNs === 0 ? 1 : Math.min(STEPS, inWave);
    for (let part = 0; part < parts; part += 1) {
      const count = Math.floor(((part + 1) * inWave) / parts) - Math.floor((part * inWave) / parts);
      steps.push({ delayNs: waveNs + Math.round((jitterNs * (part + 0.5)) / parts), count });
    }
  }
  return steps;
}

/** Agents of the processes behind a reader: those of its clusters. */
function agentsOf({ clusters }: MeshReader): number {
  return clusters.reduce((sum, { group }) => sum + group.agents, 0);
}

function amountOf(amount: RestartPlan["agents"], of: number): number {
  if ("count" in amount) return Math.min(of, amount.count);
  return Math.round(of * amount.fraction);
}
