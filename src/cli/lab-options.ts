/**
 * Options that `calibrate` and `prove` share: which etcd, and on what its data lie. Makes the function that hands an etcd
 * to the lab: a fresh local one each time, or the foreign one, whose keys are removed between.
 */
import { readFileSync } from "node:fs";
import type { ClientTls, TlsKind } from "../lab/etcd/certificates.js";
import type { EtcdTarget } from "../lab/etcd/target.js";
import { fileProblem } from "../runner/file-problem.js";
import { parseWhole } from "./study-options.js";
import { UsageError } from "./usage-error.js";

const text = { type: "string", requiresArg: true } as const;

/** The options for yargs. */
export const LAB_OPTIONS = {
  etcd: {
    ...text,
    describe: "URL of a running etcd to measure (default: start one on this machine)",
  },
  cacert: { ...text, describe: "With --etcd https://...: certificate of the authority, as PEM" },
  cert: { ...text, describe: "With --etcd https://...: client certificate, as PEM" },
  key: { ...text, describe: "With --etcd https://...: key of the client certificate, as PEM" },
  "data-dir": { ...text, describe: "Where a started etcd keeps its data (default: tmpfs)" },
  "etcd-cores": { ...text, describe: "Cores for a started etcd; clients get the others (1)" },
} as const;

export interface LabArgs {
  readonly etcd?: string | undefined;
  readonly cacert?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly "data-dir"?: string | undefined;
  readonly "etcd-cores"?: string | undefined;
}

/** How etcds are come by. */
export interface EtcdSource {
  readonly tlsKinds: readonly TlsKind[];
  readonly cores: number;
  /** As long as the prefix of the keys that the lab writes there. */
  readonly keyPrefix: string;
  readonly makeEtcd: (tls: TlsKind) => Promise<EtcdTarget>;
}

/** @throws UsageError when options contradict each other, LabFailure when there is no etcd to start. */
export async function etcdSource(args: LabArgs): Promise<EtcdSource> {
  const cores = parseWhole("etcd-cores", args["etcd-cores"], 1, 1, 256);
  if (args.etcd !== undefined) return foreignSource(args, args.etcd, cores);
  for (const name of ["cacert", "cert", "key"] as const) {
    if (args[name] !== undefined) throw new UsageError(`--${name} is for --etcd https://...`);
  }
  const { etcdVersion, LOCAL_PREFIX, startEtcd, stayOffEtcdCores } =
    await import("../lab/etcd/local.js");
  etcdVersion();
  stayOffEtcdCores(cores);
  return {
    tlsKinds: ["disabled", "ecdsa-p256", "rsa-2048"],
    cores,
    keyPrefix: LOCAL_PREFIX,
    makeEtcd: async (tls) => startEtcd({ tls, cores, directory: args["data-dir"] }),
  };
}

async function foreignSource(args: LabArgs, url: string, cores: number): Promise<EtcdSource> {
  if (!/^https?:\/\//.test(url)) {
    throw new UsageError(`--etcd should be a URL such as https://10.0.0.1:2379, found "${url}"`);
  }
  const isTls = url.startsWith("https:");
  const tls = isTls ? clientTls(args) : undefined;
  const { foreignEtcd, foreignPrefix } = await import("../lab/etcd/foreign.js");
  const { EtcdClient } = await import("../lab/client/etcd-client.js");
  const address = { url, tls };
  // The kind of its certificate is not asked: what matters for a delivery is that there is TLS.
  const tlsKind: TlsKind = isTls ? "ecdsa-p256" : "disabled";
  return {
    tlsKinds: [tlsKind],
    cores,
    keyPrefix: foreignPrefix(),
    makeEtcd: async () =>
      foreignEtcd({
        ...{ url, tls, tlsKind, cores },
        removePrefix: async (prefix) => {
          const client = await EtcdClient.connect({ address, bandwidthPings: true });
          try {
            await client.deletePrefix(prefix);
          } finally {
            await client.close();
          }
        },
      }),
  };
}

function clientTls(args: LabArgs): ClientTls {
  const read = (name: "cacert" | "cert" | "key"): string => {
    const file = args[name];
    if (file === undefined) throw new UsageError(`--etcd https://... needs --${name} FILE`);
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      throw fileProblem(error, file, "read the certificate");
    }
  };
  return { ca: read("cacert"), cert: read("cert"), key: read("key") };
}
