/**
 * What differs between Cilium's minor versions, as data. The models read these parameters and hold no version checks.
 * Sources: cilium/cilium v1.20.0 pkg/clustermesh/{remote_cluster,common/remote_cluster}.go, PRs #26083 (KVStoreMesh),
 * #30361 (bootstrap rate, 1.16), #31677 (cluster ID check, HA, 1.16); the release in which the cluster-config watch
 * landed (about 1.19) is approximate. Confidence: documented.
 */
import type { CiliumVersion } from "../../src/scenario/scenario.js";

export interface CiliumBehaviour {
  /** The cluster configuration is watched; before, it was polled with a get. */
  readonly watchesClusterConfig: boolean;
  /** kvstoremesh also mirrors MCS service exports: one more watcher on each remote cluster. */
  readonly mirrorsServiceExports: boolean;
  /** `etcd.bootstrapQps` exists. */
  readonly hasBootstrapQps: boolean;
  /** Clients notice that another etcd answers (cluster-ID interceptor) and start afresh. */
  readonly checksClusterId: boolean;
  /** `clustermesh.cacheTTL` exists. */
  readonly hasCacheTtl: boolean;
}

const V1_14: CiliumBehaviour = {
  watchesClusterConfig: false,
  mirrorsServiceExports: false,
  hasBootstrapQps: false,
  checksClusterId: false,
  hasCacheTtl: false,
};
const V1_16: CiliumBehaviour = { ...V1_14, hasBootstrapQps: true, checksClusterId: true };
const V1_17: CiliumBehaviour = { ...V1_16, mirrorsServiceExports: true };
const V1_18: CiliumBehaviour = { ...V1_17, hasCacheTtl: true };
const V1_19: CiliumBehaviour = { ...V1_18, watchesClusterConfig: true };

/** Behaviour by version. */
export const CILIUM_VERSIONS: Readonly<Record<CiliumVersion, CiliumBehaviour>> = {
  "1.14": V1_14,
  "1.15": V1_14,
  "1.16": V1_16,
  "1.17": V1_17,
  "1.18": V1_18,
  "1.19": V1_19,
  "1.20": V1_19,
};
