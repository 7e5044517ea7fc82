/**
 * Draws the clusters of a case: two to four small ones, with the fewest objects that still make pages, bursts and
 * races. Churn is drawn as a number of changes in the window, not as a rate, so that a long window costs no more.
 */
import type { RandomStream } from "../engine/random-stream.js";
import type { ClusterGroup } from "../scenario/scenario.js";
import { drawCount } from "./draw.js";
import type { Swarm } from "./features.js";

/** Names of the regions of a case. */
export const REGIONS = ["east", "west"] as const;

const MOST_KEYS = 40;
const FEW_KEYS = 8;
const MOST_AGENTS = 3;

/** The groups of a mesh; `durationNs` is the window that its changes spread over. */
export function drawGroups(
  random: RandomStream,
  swarm: Swarm,
  durationNs: number,
): readonly ClusterGroup[] {
  const clusters = random.pick([2, 2, 3, 3, 4]);
  const isSplit = swarm.settings.has("two-regions") || swarm.settings.has("unlike-clusters");
  if (!isSplit) return [withAgents(drawGroup(random, swarm, { clusters, first: 1, durationNs }))];
  const like = drawGroup(random, swarm, { clusters: 1, first: 1, durationNs });
  return Array.from({ length: clusters }, (_, index) => {
    const first = index + 1;
    const base = swarm.settings.has("unlike-clusters")
      ? drawGroup(random, swarm, { clusters: 1, first, durationNs })
      : { ...like, name: groupName(first), firstClusterID: first };
    // The first two make sure that both regions have a cluster.
    const far =
      swarm.settings.has("two-regions") && (index === 1 || (index > 1 && random.chance(0.5)));
    const group = { ...base, region: far ? REGIONS[1] : REGIONS[0] };
    return index === 0 ? withAgents(group) : group;
  });
}

function drawGroup(
  random: RandomStream,
  { settings }: Swarm,
  options: { readonly clusters: number; readonly first: number; readonly durationNs: number },
): ClusterGroup {
  const most = settings.has("many-keys") ? MOST_KEYS : FEW_KEYS;
  const mostChanges = settings.has("busy-churn") ? 200 : 30;
  const keys = (): number => drawCount(random, 1, most);
  const rate = (): number => {
    const changes = random.chance(0.3) ? 0 : drawCount(random, 1, mostChanges);
    return Math.round((changes * 1e12) / options.durationNs / options.clusters) / 1e3;
  };
  const hasServices = settings.has("services");
  return {
    name: groupName(options.first),
    clusters: options.clusters,
    firstClusterID: options.first,
    nodes: keys(),
    agents: random.integer(0, MOST_AGENTS + 1),
    identities: keys(),
    endpoints: keys(),
    services: hasServices ? keys() : 0,
    nodesQPS: rate(),
    identitiesQPS: rate(),
    endpointsQPS: rate(),
    servicesQPS: hasServices ? rate() : 0,
    ipv6: settings.has("dual-stack"),
    encryption: settings.has("wireguard") ? "wireguard" : "disabled",
    region: REGIONS[0],
    mocked: false,
  };
}

function groupName(first: number): string {
  return `group-${first}`;
}

/** A mesh in which nobody reads has nothing to check. */
function withAgents(group: ClusterGroup): ClusterGroup {
  return { ...group, agents: Math.max(1, group.agents) };
}
