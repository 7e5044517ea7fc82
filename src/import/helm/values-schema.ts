/**
 * The values of Cilium's chart that say something about the mesh; all others are passed over. Names and types are those
 * of cilium/cilium v1.20.0 install/kubernetes/cilium/values.yaml. What a file leaves out is at the chart's default.
 */
import { z } from "zod";

/** Text or number: chart values may be either where Kubernetes takes a quantity. */
const quantity = z.union([z.string(), z.number()]);
const clusterID = z.int("must be a whole number").min(0).max(511);
const extraArgs = z.array(z.unknown()).optional();
const resources = z.looseObject({
  limits: z.looseObject({ cpu: quantity.nullish() }).nullish(),
});

const apiserver = z.looseObject({
  replicas: z.int("must be a whole number").min(1).max(5).optional(),
  extraArgs,
  etcd: z
    .looseObject({
      storageMedium: z.enum(["", "Disk", "Memory"]).optional(),
      resources: resources.nullish(),
    })
    .nullish(),
  kvstoremesh: z
    .looseObject({
      enabled: z.boolean().optional(),
      extraArgs,
      kvstoreMode: z.enum(["internal", "external"]).optional(),
    })
    .nullish(),
});

const clustermesh = z.looseObject({
  useAPIServer: z.boolean().optional(),
  maxConnectedClusters: z
    .union([z.literal(255), z.literal(511)], { error: "must be 255 or 511" })
    .optional(),
  enableEndpointSliceSynchronization: z.boolean().optional(),
  defaultGlobalNamespace: z.boolean().optional(),
  cacheTTL: z.string().optional(),
  mcsapi: z.looseObject({ enabled: z.boolean().optional() }).nullish(),
  apiserver: apiserver.nullish(),
  config: z
    .looseObject({
      enabled: z.boolean().optional(),
      clusters: z
        .union([z.array(z.unknown()), z.record(z.string(), z.unknown())], {
          error: "must be a list or a map of clusters",
        })
        .nullish(),
    })
    .nullish(),
});

/** A values file of the chart, or what `helm get values` prints. */
export const helmSchema = z.looseObject({
  cluster: z.looseObject({ name: z.unknown().optional(), id: clusterID.optional() }).nullish(),
  clustermesh: clustermesh.nullish(),
  encryption: z
    .looseObject({
      enabled: z.boolean().optional(),
      type: z
        .enum(["ipsec", "wireguard", "ztunnel"], { error: "must be ipsec or wireguard" })
        .optional(),
    })
    .nullish(),
  ipv6: z.looseObject({ enabled: z.boolean().optional() }).nullish(),
  identityAllocationMode: z.string().optional(),
  image: z.looseObject({ tag: quantity.nullish() }).nullish(),
  extraArgs,
});

export type HelmValues = z.output<typeof helmSchema>;
