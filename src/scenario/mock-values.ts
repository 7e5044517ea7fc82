/**
 * cmapisrv-mock's Helm values as input, as they are: its clusters, connected to one real cluster, as in Cilium's
 * scale test. Source: cilium/scaffolding cmapisrv-mock/deploy/cmapisrv-mock/values.yaml.
 */
import { z } from "zod";
import { issueMessages } from "./issue-text.js";
import {
  parseLayer,
  parseSet,
  placeProblem,
  type Layer,
  type Source,
  type Step,
} from "./layers.js";
import { resolveLayers } from "./load.js";
import type { Scenario } from "./scenario.js";
import { rate, whole } from "./schema-parts.js";
import { API_VERSION } from "./schema.js";
import { UserError } from "./user-error.js";

const count = (high: number) => whole(0, high);
const qps = () => rate();

/** The `config` part, with the chart's defaults. Addresses only decide how keys look, so they are taken as they are. */
const configSchema = z.strictObject({
  ipv6: z.boolean().default(true),
  encryption: z.enum(["disabled", "ipsec", "wireguard"]).default("disabled"),
  clusters: whole(1, 510).default(1),
  firstClusterID: whole(1, 511).default(1),
  nodes: count(100_000).default(20),
  nodesQPS: qps().default(0.2),
  nodeAnnotations: z.unknown().optional(),
  identities: count(65_535).default(100),
  identitiesQPS: qps().default(3),
  endpoints: count(1_000_000).default(250),
  endpointsQPS: qps().default(10),
  services: count(100_000).default(20),
  servicesQPS: qps().default(5),
  randomNodeIP4: z.unknown().optional(),
  randomNodeIP6: z.unknown().optional(),
  randomPodIP4: z.unknown().optional(),
  randomPodIP6: z.unknown().optional(),
  randomSvcIP4: z.unknown().optional(),
  randomSvcIP6: z.unknown().optional(),
  etcdQPS: rate(0.001).default(1000),
  etcdBootstrapQPS: qps().default(10_000),
  etcdMaxInflight: whole(1, 100_000).default(100),
});

/** The rest of the chart (image, probes, services) says nothing about load. */
const valuesSchema = z.looseObject({ config: configSchema });

/**
 * A scenario from a values file.
 * @throws UserError with all problems that were found.
 */
export function scenarioFromMockValues(
  options: Source & { readonly values?: readonly Source[]; readonly set?: readonly string[] },
): Scenario {
  const layer = parseLayer(options);
  const parsed = valuesSchema.safeParse(layer.value);
  if (!parsed.success) throw new UserError(problems(parsed.error, layer));
  const { config } = parsed.data;
  const base: Layer = { ...layer, document: undefined, lines: undefined, value: document(config) };
  const over = (options.values ?? []).map((source) => parseLayer(source));
  return resolveLayers([base, ...over, ...(options.set ?? []).map(parseSet)]);
}

function problems(error: z.ZodError, layer: Layer) {
  return error.issues.flatMap((issue) => {
    const path = issue.path.filter((step): step is Step => typeof step !== "symbol");
    const found = layer.document?.getIn(path);
    return issueMessages(issue, found, Object.keys(configSchema.shape)).map(({ key, message }) =>
      placeProblem([layer], path, message, key),
    );
  });
}

function document(config: z.output<typeof configSchema>) {
  const { etcdQPS, etcdBootstrapQPS, etcdMaxInflight, firstClusterID, clusters } = config;
  const max = clusters + 1 > 255 || firstClusterID + clusters > 255 ? 511 : 255;
  const lastId = firstClusterID + clusters - 1;
  const { ipv6, encryption, nodes, nodesQPS, identities, identitiesQPS } = config;
  const { endpoints, endpointsQPS, services, servicesQPS } = config;
  const objects = { nodes, nodesQPS, identities, identitiesQPS, endpoints, endpointsQPS };
  const quiet = { nodesQPS: 0, identitiesQPS: 0, endpointsQPS: 0, services: 0, servicesQPS: 0 };
  return {
    apiVersion: API_VERSION,
    kind: "Scenario",
    metadata: {
      name: "cmapisrv-mock",
      description:
        "Clusters mocked as a cmapisrv-mock values file says, connected to one real cluster.",
      sources: ["https://github.com/cilium/scaffolding/tree/main/cmapisrv-mock"],
      assumptions: ["The real cluster has 2 nodes with one agent each, and no churn of its own."],
    },
    spec: {
      maxConnectedClusters: max,
      churn: { arrivals: "interval" },
      mesh: {
        ipv6,
        encryption,
        groups: [
          {
            name: "mocked",
            mocked: true,
            clusters,
            firstClusterID,
            ...objects,
            services,
            servicesQPS,
          },
          {
            name: "real",
            clusters: 1,
            firstClusterID: lastId < max ? lastId + 1 : firstClusterID - 1,
            nodes: 2,
            identities: 10,
            endpoints: 100,
            ...quiet,
          },
        ],
      },
      clustermesh: { apiserver: { etcd: { storageMedium: "Memory" } } },
      mock: { etcdQPS, etcdBootstrapQPS, etcdMaxInflight },
    },
  };
}
