/**
 * An etcd that can be measured: one that the lab started, or somebody else's. This file knows what all have in common;
 * the lab's own are made in local.ts, foreign ones in foreign.ts.
 */
import type { Collections } from "./gc-trace.js";
import type { LabFailure } from "../lab-failure.js";
import type { ClientTls, TlsKind } from "./certificates.js";
import type { Samples } from "./metrics.js";
import type { ProcessUsage } from "./process-usage.js";

/** Where and how clients connect. Plain data: it is handed to worker threads. */
export interface Address {
  /** As in `https://127.0.0.1:2379`. */
  readonly url: string;
  readonly tls: ClientTls | undefined;
}

export interface EtcdTarget {
  readonly address: Address;
  readonly tlsKind: TlsKind;
  /** Its process on this machine; undefined for a foreign one. */
  readonly pid: number | undefined;
  /** As etcd says it: "3.4.23". */
  readonly version: string;
  /** `tmpfs`, `disk` or `unknown`: what its data lie on. */
  readonly storage: string;
  /** Cores that it may use; undefined when nobody knows. */
  readonly cores: number | undefined;
  /** Keys of a measurement begin with this. */
  readonly keyPrefix: string;
  /** Resolves when it ends without having been asked to; never rejects. */
  readonly died: Promise<LabFailure>;
  usage(): Promise<ProcessUsage>;
  /** What Go's collector did so far; undefined for a foreign etcd, which does not tell. */
  readonly collections?: () => Collections;
  samples(): Promise<Samples>;
  /** Ends what the lab started; leaves a foreign one as it was found. */
  stop(): Promise<void>;
}
