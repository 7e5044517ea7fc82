/**
 * The scenario file, field by field: type, limits, default and meaning. Unknown fields are refused at every depth.
 * Mesh keys are those of cmapisrv-mock's Helm values; the settings under `clustermesh` are those of Cilium's chart, at
 * the chart's defaults (cilium/cilium install/kubernetes/cilium).
 */
import { z } from "zod";
import { incidentSchema } from "./incident-schema.js";
import { slosSchema } from "./slo-schema.js";
import { TOPOLOGY_NAMES } from "./scenario.js";
import { bandwidth, duration, rate, shortName, size, text, whole } from "./schema-parts.js";

/** Value of `apiVersion` in a scenario file. */
export const API_VERSION = "clustermesh-sim/v1";

export const CILIUM_VERSION_NAMES = [
  "1.14",
  "1.15",
  "1.16",
  "1.17",
  "1.18",
  "1.19",
  "1.20",
] as const;

/** What can be said of the mesh as a whole and of each group of clusters. */
const clusterKeys = {
  nodes: whole(0, 100_000).describe("CiliumNode objects that each cluster exports."),
  nodesQPS: rate().describe("Node create/delete operations per second and cluster."),
  identities: whole(0, 65_535).describe("Security identities that each cluster exports."),
  identitiesQPS: rate().describe("Identity create/delete operations per second and cluster."),
  endpoints: whole(0, 1_000_000).describe("Endpoints (pods) that each cluster exports."),
  endpointsQPS: rate().describe("Endpoint create/update/delete operations per second and cluster."),
  services: whole(0, 100_000).describe("Global services that each cluster exports."),
  servicesQPS: rate().describe("Service create/update/delete operations per second and cluster."),
  ipv6: z.boolean().describe("Dual stack: two addresses per endpoint, larger nodes and services."),
  encryption: z
    .enum(["disabled", "ipsec", "wireguard"])
    .describe("Cilium's encryption mode; with wireguard nodes carry a public key."),
  region: shortName().describe("Region of the clusters, one of spec.network.regions."),
};

const optionalKeys = z
  .object({
    ...clusterKeys,
    agents: whole(0, 100_000).describe(
      "Cilium agents that run in each cluster. Default: one per node; 0 in mocked clusters.",
    ),
    firstClusterID: whole(1, 511).describe(
      "Cluster ID of the first cluster; the others follow. Default: the next free one.",
    ),
    mocked: z
      .boolean()
      .describe(
        "Mocked as by cmapisrv-mock: all mocked clusters share one etcd that is filled when the clock starts, and " +
          "run no agents. Default: false.",
      ),
  })
  .partial();

const groupSchema = z.strictObject({
  name: shortName().describe("Name of the group, shown in reports."),
  clusters: whole(1, 511).describe("How many clusters the group has."),
  ...optionalKeys.shape,
});

const meshSchema = z.strictObject({
  clusters: whole(1, 511)
    .optional()
    .describe("How many clusters the mesh has. Not together with groups. Default: 3."),
  agents: optionalKeys.shape.agents,
  firstClusterID: optionalKeys.shape.firstClusterID,
  nodes: clusterKeys.nodes.default(100),
  nodesQPS: clusterKeys.nodesQPS.default(0.1),
  identities: clusterKeys.identities.default(100),
  identitiesQPS: clusterKeys.identitiesQPS.default(0.2),
  endpoints: clusterKeys.endpoints.default(1000),
  endpointsQPS: clusterKeys.endpointsQPS.default(1),
  services: clusterKeys.services.default(0),
  servicesQPS: clusterKeys.servicesQPS.default(0),
  ipv6: clusterKeys.ipv6.default(false),
  encryption: clusterKeys.encryption.default("disabled"),
  region: clusterKeys.region.optional(),
  groups: z
    .array(groupSchema)
    .min(1)
    .max(511)
    .optional()
    .describe(
      "Clusters of different kinds. Each group takes what it does not set from the mesh. Instead of clusters.",
    ),
});

const pathKeys = {
  rtt: duration().describe("Round-trip time."),
  bandwidth: bandwidth().describe("Bandwidth in each direction."),
};

const networkSchema = z.strictObject({
  regions: z
    .array(z.strictObject({ name: shortName().describe("Name of the region.") }))
    .min(1)
    .max(64)
    .default([{ name: "default" }])
    .describe("Regions that clusters may be in."),
  intraCluster: z
    .strictObject({
      rtt: pathKeys.rtt.default("250us"),
      bandwidth: pathKeys.bandwidth.default("10Gbps"),
    })
    .prefault({})
    .describe("Between pods of one cluster; the bandwidth is that of an etcd pod's node."),
  intraRegion: z
    .strictObject({
      rtt: pathKeys.rtt.default("1ms"),
      bandwidth: pathKeys.bandwidth.default("10Gbps"),
    })
    .prefault({})
    .describe("Between clusters of one region, where links says nothing else."),
  interRegion: z
    .strictObject({
      rtt: pathKeys.rtt.default("80ms"),
      bandwidth: pathKeys.bandwidth.default("5Gbps"),
    })
    .prefault({})
    .describe("Between regions, where links says nothing else."),
  links: z
    .array(
      z.strictObject({
        from: shortName().describe("One region."),
        to: shortName().describe("The other region; may be the same one."),
        ...pathKeys,
      }),
    )
    .max(4096)
    .default([])
    .describe("The matrix of round-trip times and bandwidths, one entry for each pair of regions."),
});

const etcdKeys = {
  storageMedium: z
    .enum(["Disk", "Memory"])
    .describe("Where etcd keeps its data: the node's disk, or tmpfs."),
  cores: whole(1, 256)
    .default(8)
    .describe("Cores that etcd may use. Assumed: a node of 8, as in Cilium's scale test."),
  autoCompactionRetention: duration().default("1h").describe("History that is kept (etcd flag)."),
  quotaBackendBytes: size().default("2GiB").describe("etcd's backend quota."),
  tls: z
    .enum(["disabled", "rsa-2048", "ecdsa-p256"])
    .default("rsa-2048")
    .describe("mTLS and the kind of certificate; Helm's own certificates are RSA-2048."),
  costProfile: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must be the name of a profile, without path or ending")
    .max(100)
    .default("default")
    .describe("Cost profile: a file of models/etcd/costs without its ending."),
};

const limitKeys = {
  qps: rate(0.001).describe("Steady limit, operations per second; also the burst."),
  bootstrapQps: rate().describe(
    "Limit until the first sync is complete; 0 = the steady limit from the start. Cilium 1.16 and later.",
  ),
  maxInflight: whole(1, 100_000).describe("Requests under way at once."),
  limit: whole(1, 100_000).default(256).describe("Keys per page of a list."),
};

const clustermeshSchema = z.strictObject({
  apiserver: z
    .strictObject({
      replicas: whole(1, 5)
        .default(1)
        .describe("Replicas of the clustermesh-apiserver, each with an etcd of its own."),
      etcd: z
        .strictObject({
          qps: limitKeys.qps.default(20),
          bootstrapQps: limitKeys.bootstrapQps.default(10_000),
          maxInflight: limitKeys.maxInflight.default(20),
          limit: limitKeys.limit,
          ...etcdKeys,
          storageMedium: etcdKeys.storageMedium.default("Disk"),
        })
        .prefault({})
        .describe("The etcd of the clustermesh-apiserver pod, and the apiserver's client of it."),
      kvstoremesh: z
        .strictObject({
          qps: limitKeys.qps.default(100),
          bootstrapQps: limitKeys.bootstrapQps.default(10_000),
          maxInflight: limitKeys.maxInflight.default(10),
          limit: limitKeys.limit,
          kvstoreMode: z
            .enum(["internal", "external"])
            .default("internal")
            .describe(
              "internal: each replica mirrors into its own etcd. external: all share one, and a lock lets one write.",
            ),
        })
        .prefault({})
        .describe(
          "KVStoreMesh's clients: the limited one to its own etcd, and those of the remotes.",
        ),
    })
    .prefault({})
    .describe("The clustermesh-apiserver pod."),
  cacheTTL: duration()
    .default("0s")
    .describe("Services of a cluster that cannot be reached go after this time; 0s = never."),
  agent: z
    .strictObject({
      qps: limitKeys.qps.default(20),
      maxInflight: limitKeys.maxInflight.default(20),
      limit: limitKeys.limit,
    })
    .prefault({})
    .describe("Each client of an agent or operator: one per remote cluster."),
  enableEndpointSliceSynchronization: z
    .boolean()
    .default(false)
    .describe("The operators read remote services too."),
});

const mockSchema = z.strictObject({
  etcdQPS: rate(0.001).default(1000).describe("Steady limit of the mock's one client, per second."),
  etcdBootstrapQPS: rate().default(10_000).describe("Its limit until everything is written."),
  etcdMaxInflight: whole(1, 100_000).default(100).describe("Requests under way at once."),
  etcd: z
    .strictObject({ ...etcdKeys, storageMedium: etcdKeys.storageMedium.default("Memory") })
    .prefault({})
    .describe("The etcd that all mocked clusters share."),
});

const sampleSchema = z.strictObject({
  sample: whole(1, 511).describe("How many clusters are observed."),
  others: z
    .enum(["puts", "fluid"])
    .optional()
    .describe(
      "How the mirrors of the other clusters load their etcds. puts: each put is an event. " +
        "fluid: as a flow, for the largest meshes. Default: puts.",
    ),
  receivers: z
    .enum(["together", "apart"])
    .optional()
    .describe(
      "Whether receiving sides are simulated together with the sources, or apart from them: from a record of what " +
        "the sources sent, a few clusters at a time, beside each other on several cores (--jobs), so that all clusters " +
        "of the largest mesh can be observed. Default: together.",
    ),
});

const simulationSchema = z.strictObject({
  start: z
    .enum(["bootstrap", "in-sync"])
    .optional()
    .describe(
      "bootstrap: clusters come up and are connected first. in-sync: that is long over. Default: bootstrap.",
    ),
  bootstrapTimeout: duration()
    .default("2h")
    .describe("Longest simulated time until all is in sync."),
  warmup: duration().default("30s").describe("Churn runs, nothing is measured."),
  duration: duration().default("5m").describe("The measured window."),
  drain: duration()
    .default("1m")
    .describe("Longest time for measured changes to arrive after churn has stopped."),
  limits: z
    .strictObject({
      events: z.number().min(1).max(1e12).default(2e9).describe("Engine events per run."),
      pending: z.number().min(1).max(1e9).default(2e7).describe("Pending events at any moment."),
    })
    .prefault({})
    .describe("What a run may use; reaching a limit fails it with the limit's name."),
});

const specSchema = z.strictObject({
  ciliumVersion: z
    .enum(CILIUM_VERSION_NAMES)
    .default("1.20")
    .describe("Cilium minor version whose behaviour is simulated."),
  topology: z
    .enum([...TOPOLOGY_NAMES, "both"])
    .default("both")
    .describe(
      "original: every agent reads every remote etcd. kvstoremesh: one mirror per cluster.",
    ),
  fidelity: z
    .enum(["cohort", "individual"])
    .default("cohort")
    .describe("cohort: like agents simulated once, with a count. individual: each one by itself."),
  observe: z
    .union([z.literal("all"), sampleSchema], {
      error: 'must be "all" or {sample: N}',
    })
    .default("all")
    .describe("Clusters that are simulated in full on the receiving side of kvstoremesh."),
  maxConnectedClusters: z
    .union([z.literal(255), z.literal(511)], { error: "must be 255 or 511" })
    .default(255)
    .describe("Cilium's limit of the mesh, which also sets the identities per cluster."),
  mesh: meshSchema.prefault({}).describe("The clusters and their churn; all figures per cluster."),
  churn: z
    .strictObject({
      arrivals: z
        .enum(["poisson", "interval"])
        .default("poisson")
        .describe("poisson: random gaps. interval: one operation every 1/QPS s, as cmapisrv-mock."),
    })
    .prefault({})
    .describe("How changes arrive."),
  network: networkSchema.prefault({}).describe("Regions, round-trip times and bandwidths."),
  clustermesh: clustermeshSchema.prefault({}).describe("Settings of Cilium's Helm chart."),
  mock: mockSchema.prefault({}).describe("cmapisrv-mock, for mocked groups."),
  incidents: z
    .array(incidentSchema)
    .max(1000)
    .default([])
    .describe("What goes wrong, when and where; see docs/reference/incidents.md."),
  simulation: simulationSchema.prefault({}).describe("Phases and limits of a run."),
  slos: slosSchema,
  builtInSlos: z
    .boolean()
    .default(false)
    .describe("Hold the run to the built-in objectives too, but those that slos states itself."),
});

const metadataSchema = z.strictObject({
  name: shortName().describe("Name of the scenario; results are named after it."),
  description: text(2000).default("").describe("What it is about."),
  sources: z.array(text(500)).max(50).default([]).describe("Public sources of its figures."),
  assumptions: z
    .array(text(1000))
    .max(50)
    .default([])
    .describe("What was assumed without a source."),
});

/** The whole file. */
export const scenarioSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION).describe(`Always ${API_VERSION}.`),
  kind: z.literal("Scenario").describe("Always Scenario."),
  metadata: metadataSchema.describe("Name and provenance."),
  spec: specSchema.prefault({}).describe("What is simulated."),
});

/** A scenario file that was checked, with defaults filled in. */
export type ScenarioFile = z.output<typeof scenarioSchema>;
export type MeshKeys = ScenarioFile["spec"]["mesh"];
export type GroupKeys = NonNullable<MeshKeys["groups"]>[number];
