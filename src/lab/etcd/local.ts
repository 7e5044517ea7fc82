/**
 * Starts an etcd of the lab's own: one member on loopback, on a directory of its own, pinned to cores of its own when
 * the machine has enough, and sees to it that neither process nor directory outlive the measurement.
 * Not a way to run an etcd that anybody depends on: it does not sync its data safely when it is stopped.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { LabFailure, messageOf } from "../lab-failure.js";
import { makeCertificates, type Certificates, type TlsKind } from "./certificates.js";
import { KeptProcess, type Ending } from "./keeper.js";
import { httpGet, parseSamples } from "./metrics.js";
import { processUsage } from "./process-usage.js";
import type { EtcdTarget } from "./target.js";

/** How an etcd is started. */
export interface LocalOptions {
  readonly tls: TlsKind;
  /** Cores for etcd; clients get the others. */
  readonly cores?: number;
  /** Where its data go; by default tmpfs if there is enough, else the system's folder for temporary files. */
  readonly directory?: string | undefined;
  /** The client port; by default one that is free. */
  readonly port?: number;
  /** The program; by default `etcd` on the PATH. */
  readonly program?: string;
}

/** Keys in an etcd of the lab's own begin with this. */
export const LOCAL_PREFIX = "lab/";
/** Every directory of the lab begins with this. */
export const DIRECTORY_PREFIX = "clustermesh-sim-lab-";
const TMPFS = "/dev/shm";
/** The magic number of tmpfs in statfs(2). */
const TMPFS_TYPE = 0x01021994;
/** Two write-ahead log files of 64 MB, and data. */
const ROOM_BYTES = 1e9;
const START_TIMEOUT_MS = 20_000;
/** Another process may take a port between the look and the start. */
const START_ATTEMPTS = 3;
/** A shell's exit code for a process that a signal ended: this and the signal's number. */
const SIGNALLED = 128;

const INSTALL =
  "install it (Debian: apt-get install etcd-server), or name a running one with --etcd";

/**
 * Starts an etcd and waits until it serves.
 * @throws LabFailure when none is installed, it is not etcd 3, or it does not come up.
 */
export async function startEtcd(options: LocalOptions): Promise<EtcdTarget> {
  const program = options.program ?? "etcd";
  const version = etcdVersion(program);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(program, version, options);
    } catch (error) {
      const taken = messageOf(error).includes("address already in use");
      if (!taken || options.port !== undefined || attempt === START_ATTEMPTS) throw error;
    }
  }
}

/** The version of an installed etcd. @throws LabFailure when there is none, or it is not etcd 3. */
export function etcdVersion(program = "etcd"): string {
  let said: string;
  try {
    const stdio = ["ignore", "pipe", "ignore"] as const;
    said = execFileSync(program, ["--version"], { encoding: "utf8", stdio: [...stdio] });
  } catch (error) {
    const missing = (error as { code?: unknown }).code === "ENOENT";
    throw new LabFailure(
      missing
        ? `no ${program} on the PATH: ${INSTALL}`
        : `${program} does not run: ${messageOf(error)}`,
    );
  }
  const version = /etcd Version: (\S+)/.exec(said)?.[1];
  if (version === undefined)
    throw new LabFailure(`${program} does not say its version: is it etcd?`);
  checkVersion(version);
  return version;
}

/** @throws LabFailure when the lab cannot talk to an etcd of this version. */
export function checkVersion(version: string): void {
  if (version.startsWith("3.")) return;
  throw new LabFailure(
    `this is etcd ${version}; the lab speaks the API of etcd 3 (3.4 or newer): ${INSTALL}`,
  );
}

async function startOnce(
  program: string,
  version: string,
  options: LocalOptions,
): Promise<EtcdTarget> {
  const directory = makeDirectory(options.directory);
  let kept: KeptProcess | undefined;
  try {
    const { tls } = options;
    const certificates = tls === "disabled" ? undefined : makeCertificates(directory, tls);
    const [client = 0, peer = 0, metrics = 0] = await freePorts(3);
    const ports = { client: options.port ?? client, peer, metrics };
    const cores = Math.min(options.cores ?? 1, Math.max(1, cpus().length - 1));
    const command = [...pinning(cores), program, ...flags(directory, ports, certificates)];
    kept = await KeptProcess.start(command, directory);
    const metricsUrl = `http://127.0.0.1:${ports.metrics}`;
    await untilHealthy(kept, metricsUrl);
    return target({ kept, version, options, cores, directory, certificates, ports, metricsUrl });
  } catch (error) {
    await kept?.stop();
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

interface Started {
  readonly kept: KeptProcess;
  readonly version: string;
  readonly options: LocalOptions;
  readonly cores: number;
  readonly directory: string;
  readonly certificates: Certificates | undefined;
  readonly ports: { readonly client: number };
  readonly metricsUrl: string;
}

function target(started: Started): EtcdTarget {
  const { kept, certificates, ports, metricsUrl, directory } = started;
  const { pid } = kept;
  const scheme = certificates === undefined ? "http" : "https";
  let stopping = false;
  return {
    address: { url: `${scheme}://127.0.0.1:${ports.client}`, tls: certificates?.client },
    pid,
    tlsKind: started.options.tls,
    version: started.version,
    storage: onTmpfs(directory) ? "tmpfs" : "disk",
    cores: started.cores,
    keyPrefix: LOCAL_PREFIX,
    died: new Promise((resolve) => {
      void kept.ended.then((ending) => {
        if (!stopping) resolve(new LabFailure(`etcd ended in the middle: ${describe(ending)}`));
      });
    }),
    usage: async () => Promise.resolve(processUsage(pid)),
    collections: () => kept.collections,
    samples: async () => parseSamples(await httpGet(`${metricsUrl}/metrics`, undefined)),
    stop: async () => {
      stopping = true;
      await kept.stop();
    },
  };
}

function makeDirectory(wanted: string | undefined): string {
  const parent = wanted ?? (hasRoom(TMPFS) ? TMPFS : tmpdir());
  try {
    mkdirSync(parent, { recursive: true });
    removeAbandoned(parent);
    return mkdtempSync(join(parent, `${DIRECTORY_PREFIX}${process.pid}-`));
  } catch (error) {
    throw new LabFailure(`no directory for etcd's data under ${parent}: ${messageOf(error)}`);
  }
}

/** A process that was killed between making its directory and handing it to a keeper leaves it: its number is dead. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^clustermesh-sim-lab-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ROOM_BYTES;
}

function onTmpfs(directory: string): boolean {
  return statfsSync(directory).type === TMPFS_TYPE;
}

/** etcd on the first cores; the process that measures should be kept off them by `clientCores`. */
function pinning(cores: number): readonly string[] {
  if (cpus().length < 2 || !hasTaskset()) return [];
  return ["taskset", "-c", cores === 1 ? "0" : `0-${cores - 1}`];
}

function hasTaskset(): boolean {
  try {
    execFileSync("taskset", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Moves this process with all its threads off etcd's cores, where the machine has others. */
export function stayOffEtcdCores(etcdCores: number): void {
  const all = cpus().length;
  if (all <= etcdCores || !hasTaskset()) return;
  const mine = `${etcdCores}-${all - 1}`;
  try {
    execFileSync("taskset", ["-a", "-c", "-p", mine, String(process.pid)], { stdio: "ignore" });
  } catch {
    // A container may forbid it; the manifest says which cores were used.
  }
}

function flags(
  directory: string,
  ports: { readonly client: number; readonly peer: number; readonly metrics: number },
  certificates: Certificates | undefined,
): readonly string[] {
  const scheme = certificates === undefined ? "http" : "https";
  const client = `${scheme}://127.0.0.1:${ports.client}`;
  const peer = `http://127.0.0.1:${ports.peer}`;
  const tls =
    certificates === undefined
      ? []
      : [
          ...["--cert-file", certificates.certFile, "--key-file", certificates.keyFile],
          ...["--trusted-ca-file", certificates.caFile, "--client-cert-auth"],
        ];
  return [
    ...["--name", "lab", "--data-dir", join(directory, "data"), "--logger", "zap"],
    ...["--log-level", "error", "--listen-metrics-urls", `http://127.0.0.1:${ports.metrics}`],
    ...["--listen-client-urls", client, "--advertise-client-urls", client],
    ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer],
    ...["--initial-cluster", `lab=${peer}`, "--quota-backend-bytes", String(8 * 2 ** 30)],
    ...tls,
  ];
}

async function untilHealthy(kept: KeptProcess, metricsUrl: string): Promise<void> {
  let ending: Ending | undefined;
  void kept.ended.then((how) => (ending = how));
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (ending !== undefined) throw new LabFailure(`etcd did not start: ${describe(ending)}`);
    try {
      if ((await httpGet(`${metricsUrl}/health`, undefined)).includes("true")) return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new LabFailure(`etcd does not serve within 20 s: ${messageOf(error)}`);
      }
    }
  }
}

/** Why etcd ended, in one line: the reason that it gave last, or how it was killed. */
function describe({ code, output }: Ending): string {
  const known = /address already in use|no space left on device|permission denied|cannot allocate/i;
  const reason = known.exec(output)?.[0];
  if (reason !== undefined) return reason;
  if (code > SIGNALLED) return `killed by signal ${code - SIGNALLED}`;
  const lines = output.split("\n").filter((line) => /fatal|panic|error/i.test(line));
  const said = lines.at(-1)?.slice(0, 300) ?? "it gave no reason";
  return `${said} (exit code ${code})`;
}

/** Ports on loopback that nobody listens on now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      async (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map(async (server) => new Promise((done) => server.close(done))));
  return ports;
}
