/**
 * The frontier of a mesh: for several sizes of cluster, how many clusters the objectives allow, in each topology. Below
 * the line they hold. Coarser than a plan: one seed, and the answer within 10 %.
 */
import type { TopologyName } from "../scenario/scenario.js";
import { axisOf } from "./axes.js";
import { boundOf, Planner, type PlanOptions } from "./plan.js";

/** One point of the line. */
export interface FrontierPoint {
  readonly topology: TopologyName;
  /** Nodes of a cluster (of the largest kind). */
  readonly nodes: number;
  /** The most clusters that hold; 0 when not even one pair does. */
  readonly clusters: number;
  /** What ends it: an objective's metric, or a hard limit, or that the search went no further. */
  readonly endedBy: string;
  /** `search`: more clusters may hold, but nobody looked. */
  readonly end: "objective" | "hard limit" | "search";
}

export interface Frontier {
  readonly points: readonly FrontierPoint[];
  readonly today: { readonly nodes: number; readonly clusters: number };
  readonly runs: number;
}

const TOLERANCE = 0.1;

/** The frontier at so many cluster sizes, doubling around today's. */
export async function makeFrontier(
  options: Omit<PlanOptions, "axis" | "seeds" | "tolerance" | "remedies">,
  sizes: number,
): Promise<Frontier> {
  const { scenario } = options;
  const nodes = axisOf(scenario, "nodes");
  const clusters = axisOf(scenario, "clusters");
  const axis: PlanOptions["axis"] = (one) => axisOf(one, "clusters");
  const planner = new Planner({
    ...options,
    axis,
    seeds: 1,
    tolerance: TOLERANCE,
    remedies: false,
  });
  const points: FrontierPoint[] = [];
  for (const topology of scenario.topologies) {
    let start = clusters.today;
    for (let index = 0; index < sizes; index++) {
      const value = Math.max(1, Math.round(nodes.today * 2 ** (index - Math.floor(sizes / 2))));
      const sized = { ...nodes.at(value), topologies: [topology] };
      const bound = boundOf(axisOf(sized, "clusters"), options.farthest);
      const how = { seeds: 1, tolerance: TOLERANCE, start, bound };
      const { good, bad } = await planner.search(sized, how);
      const found = good?.value ?? 0;
      const critical = bad?.look.critical;
      const endedBy = bad === undefined ? bound.why : (critical?.metric ?? "not in sync");
      const end = bad === undefined ? bound.kind : "objective";
      points.push({ topology, nodes: value, clusters: found, endedBy, end });
      // Larger clusters allow fewer of them: begin where the last size ended.
      start = Math.max(1, found);
    }
  }
  return {
    points,
    today: { nodes: nodes.today, clusters: clusters.today },
    runs: planner.runs,
  };
}
