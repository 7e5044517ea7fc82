/**
 * An etcd that somebody else runs, named with --etcd. The lab writes under a prefix of its own and removes it at the end;
 * CPU and memory are those that etcd reports itself, in steps of 10 ms.
 * Measure one that serves nobody else: what others ask of it is counted too.
 */
import { randomBytes } from "node:crypto";
import { LabFailure } from "../lab-failure.js";
import type { ClientTls, TlsKind } from "./certificates.js";
import { checkVersion } from "./local.js";
import { httpGet, parseSamples, sumOf } from "./metrics.js";
import type { EtcdTarget } from "./target.js";

/** Where a foreign etcd is. */
export interface ForeignOptions {
  readonly url: string;
  readonly tls: ClientTls | undefined;
  readonly tlsKind: TlsKind;
  /** Cores that it may use, if the caller knows. */
  readonly cores: number | undefined;
  /** Removes what was written under a prefix. */
  readonly removePrefix: (prefix: string) => Promise<void>;
}

/** @throws LabFailure when it does not answer, refuses the certificate, or is not etcd 3. */
export async function foreignEtcd(options: ForeignOptions): Promise<EtcdTarget> {
  const { tls, tlsKind } = options;
  const url = options.url.replace(/\/+$/, "");
  const version = versionIn(url, await httpGet(`${url}/version`, tls));
  checkVersion(version);
  const keyPrefix = foreignPrefix();
  const samples: EtcdTarget["samples"] = async () =>
    parseSamples(await httpGet(`${url}/metrics`, tls));
  return {
    address: { url, tls },
    pid: undefined,
    tlsKind,
    version,
    storage: "unknown",
    cores: options.cores,
    keyPrefix,
    died: new Promise(() => undefined),
    usage: async () => {
      const now = await samples();
      return {
        cpuSeconds: sumOf(now, "process_cpu_seconds_total"),
        waitSeconds: 0,
        rssBytes: sumOf(now, "process_resident_memory_bytes"),
      };
    },
    samples,
    stop: async () => options.removePrefix(keyPrefix),
  };
}

/** A prefix that nobody else has; all are of one length. */
export function foreignPrefix(): string {
  return `clustermesh-sim-lab/${randomBytes(4).toString("hex")}/`;
}

function versionIn(url: string, answer: string): string {
  const version = /"etcdserver"\s*:\s*"([^"]+)"/.exec(answer)?.[1];
  if (version === undefined) throw new LabFailure(`${url} does not say that it is an etcd`);
  return version;
}
