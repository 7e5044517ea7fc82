/** How long a client of a remote cluster waits for each step. */
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";

/** Source: cilium v1.20.0 pkg/kvstore/etcd.go, common/remote_cluster.go. */
export const CONNECT_TIMEOUT_NS: TimeNs = 15 * 60 * NS_PER_SECOND;
export const CONFIG_TIMEOUT_NS: TimeNs = 3 * 60 * NS_PER_SECOND;
/** Before 1.19 the configuration was polled. */
export const CONFIG_POLL_NS: TimeNs = NS_PER_SECOND;
