/** Turns the mesh of a scenario file into groups of clusters: defaults, cluster IDs, and the limits that span fields. */
import { didYouMean } from "./nearest.js";
import type { ClusterGroup } from "./scenario.js";
import type { GroupKeys, ScenarioFile } from "./schema.js";
import type { Step } from "./layers.js";

/** A problem that only shows when fields are seen together. */
export interface CrossProblem {
  readonly path: readonly Step[];
  readonly message: string;
}

const DEFAULT_CLUSTERS = 3;
/** Identity numbers per cluster: 24 bits, of which 8 or 9 are the cluster's. */
const IDENTITIES = { 255: 65_535, 511: 32_767 } as const;

/** The groups of a scenario, and what is wrong with them. */
export function resolveGroups(file: ScenarioFile): {
  readonly groups: readonly ClusterGroup[];
  readonly problems: readonly CrossProblem[];
} {
  const { mesh } = file.spec;
  const problems: CrossProblem[] = [];
  if (mesh.groups !== undefined && mesh.clusters !== undefined) {
    const message = "must not be given together with groups; each group has its own clusters";
    problems.push({ path: ["spec", "mesh", "clusters"], message });
  }
  const wanted: readonly GroupKeys[] = mesh.groups ?? [
    { name: "all", clusters: mesh.clusters ?? DEFAULT_CLUSTERS },
  ];
  const groups = withIds(
    wanted.map((group) => fill(file, group)),
    wanted,
  );
  const place = (index: number, key: string): readonly Step[] =>
    mesh.groups === undefined ? ["spec", "mesh", key] : ["spec", "mesh", "groups", index, key];
  problems.push(...names(wanted));
  problems.push(...clusterCount(file, groups));
  for (const [index, group] of groups.entries()) {
    problems.push(...groupProblems(file, group, (key) => place(index, key)));
  }
  problems.push(...overlaps(groups, place));
  return { groups, problems };
}

function fill(file: ScenarioFile, group: GroupKeys): ClusterGroup {
  const { mesh, network } = file.spec;
  const mocked = group.mocked ?? false;
  const nodes = group.nodes ?? mesh.nodes;
  return {
    name: group.name,
    clusters: group.clusters,
    firstClusterID: group.firstClusterID ?? 0,
    nodes,
    agents: mocked ? 0 : (group.agents ?? mesh.agents ?? nodes),
    identities: group.identities ?? mesh.identities,
    endpoints: group.endpoints ?? mesh.endpoints,
    services: group.services ?? mesh.services,
    nodesQPS: group.nodesQPS ?? mesh.nodesQPS,
    identitiesQPS: group.identitiesQPS ?? mesh.identitiesQPS,
    endpointsQPS: group.endpointsQPS ?? mesh.endpointsQPS,
    servicesQPS: group.servicesQPS ?? mesh.servicesQPS,
    ipv6: group.ipv6 ?? mesh.ipv6,
    encryption: group.encryption ?? mesh.encryption,
    region: group.region ?? mesh.region ?? network.regions[0]?.name ?? "default",
    mocked,
  };
}

/** Groups without an ID of their own follow the one before. */
function withIds(
  groups: readonly ClusterGroup[],
  wanted: readonly GroupKeys[],
): readonly ClusterGroup[] {
  let next = 1;
  return groups.map((group, index) => {
    const firstClusterID = wanted[index]?.firstClusterID ?? next;
    next = firstClusterID + group.clusters;
    return { ...group, firstClusterID };
  });
}

function names(wanted: readonly GroupKeys[]): readonly CrossProblem[] {
  const seen = new Set<string>();
  return wanted.flatMap(({ name }, index) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const path = ["spec", "mesh", "groups", index, "name"];
    return [{ path, message: `the name "${name}" is used by an earlier group` }];
  });
}

function clusterCount(
  file: ScenarioFile,
  groups: readonly ClusterGroup[],
): readonly CrossProblem[] {
  const { mesh, maxConnectedClusters } = file.spec;
  const clusters = groups.reduce((sum, group) => sum + group.clusters, 0);
  if (clusters <= maxConnectedClusters) return [];
  const hint =
    clusters <= 511 ? "; set spec.maxConnectedClusters to 511" : "; Cilium's limit is 511";
  const message = `${clusters} clusters exceed maxConnectedClusters (${maxConnectedClusters})${hint}`;
  return [{ path: ["spec", "mesh", mesh.groups === undefined ? "clusters" : "groups"], message }];
}

function groupProblems(
  file: ScenarioFile,
  group: ClusterGroup,
  place: (key: string) => readonly Step[],
): readonly CrossProblem[] {
  const { maxConnectedClusters, network } = file.spec;
  const problems: CrossProblem[] = [];
  const most = IDENTITIES[maxConnectedClusters];
  if (group.identities > most) {
    const message =
      `${group.identities} identities exceed the ${most} that one cluster can have ` +
      `with maxConnectedClusters ${maxConnectedClusters}`;
    problems.push({ path: place("identities"), message });
  }
  const lastId = group.firstClusterID + group.clusters - 1;
  if (group.clusters <= maxConnectedClusters && lastId > maxConnectedClusters) {
    const message = `cluster IDs up to ${lastId} exceed maxConnectedClusters (${maxConnectedClusters})`;
    problems.push({ path: place("firstClusterID"), message });
  }
  const regions = network.regions.map((region) => region.name);
  if (!regions.includes(group.region)) {
    const near = didYouMean(group.region, regions);
    const message = `region "${group.region}" is not in spec.network.regions (${regions.join(", ")})${near}`;
    problems.push({ path: place("region"), message });
  }
  return problems;
}

/** Two groups must not share a cluster ID. */
function overlaps(
  groups: readonly ClusterGroup[],
  place: (index: number, key: string) => readonly Step[],
): readonly CrossProblem[] {
  return groups.flatMap((group, index) => {
    const last = group.firstClusterID + group.clusters - 1;
    const other = groups
      .slice(0, index)
      .find(
        (one) =>
          group.firstClusterID <= one.firstClusterID + one.clusters - 1 &&
          last >= one.firstClusterID,
      );
    if (other === undefined) return [];
    const message = `cluster IDs ${group.firstClusterID}-${last} overlap those of group "${other.name}"`;
    return [{ path: place(index, "firstClusterID"), message }];
  });
}
