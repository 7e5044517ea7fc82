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
}

const BEFORE_1_16 = {
  watchesClusterConfig: false,
  mirrorsServiceExports: false,
  hasBootstrapQps: false,
};

/** Behaviour by version. */
export const CILIUM_VERSIONS: Readonly<Record<CiliumVersion, CiliumBehaviour>> = {
  "1.14": BEFORE_1_16,
  "1.15": BEFORE_1_16,
  "1.16": { ...BEFORE_1_16, hasBootstrapQps: true },
  "1.17": { ...BEFORE_1_16, hasBootstrapQps: true, mirrorsServiceExports: true },
  "1.18": { ...BEFORE_1_16, hasBootstrapQps: true, mirrorsServiceExports: true },
  "1.19": { watchesClusterConfig: true, hasBootstrapQps: true, mirrorsServiceExports: true },
  "1.20": { watchesClusterConfig: true, hasBootstrapQps: true, mirrorsServiceExports: true },
};
