/**
 * gRPC's back-off between two attempts to connect, with the jitter of one of many like clients. Jitter is a rank among
 * them, spread evenly, that moves on by the golden ratio with each attempt: the same distribution as draws of their
 * own, without the noise of few draws.
 * Real behaviour: grpc-go internal/backoff/backoff.go, backoff.DefaultConfig.
 */
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";

/** Source: grpc-go backoff.DefaultConfig, minConnectTimeout. */
const BACKOFF_BASE_NS: TimeNs = NS_PER_SECOND;
const BACKOFF_FACTOR = 1.6;
const BACKOFF_JITTER = 0.2;
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
const BACKOFF_MAX_NS: TimeNs = 120 * NS_PER_SECOND;

/** Time from the start of the attempt that was the n-th failure in a row to the next one; `rank` lies in 0..1. */
export function backOffNs(failures: number, rank: number): TimeNs {
  const baseNs = Math.min(BACKOFF_MAX_NS, BACKOFF_BASE_NS * BACKOFF_FACTOR ** (failures - 1));
  const jitter = 2 * ((rank + failures * GOLDEN_RATIO) % 1) - 1;
  return Math.round(baseNs * (1 + BACKOFF_JITTER * jitter));
}
