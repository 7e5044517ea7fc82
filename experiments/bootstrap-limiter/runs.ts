/** The runs of the experiment: what each sets beside the scenario. Not here: what they found (README.md). */

export const EXPERIMENT = "bootstrap-limiter";

const ETCD = "spec.clustermesh.apiserver.etcd";

/** Settings by name of the result. */
export const BOOTSTRAPS: Readonly<Record<string, readonly string[]>> = {
  "apiserver-20-qps": [`${ETCD}.bootstrapQps=0`],
  "kvstoremesh-100-qps": ["spec.clustermesh.apiserver.kvstoremesh.bootstrapQps=0"],
  "bootstrap-rate-disk": [],
  "bootstrap-rate-memory": [`${ETCD}.storageMedium=Memory`],
};
