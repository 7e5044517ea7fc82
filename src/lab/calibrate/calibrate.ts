/**
 * Calibrates: several rounds, each with etcds of its own, one for each kind of TLS, so that rounds are repetitions of
 * everything and slow changes of the machine fall on all readings alike. Then the constants and what they were made on.
 */
import { cpus, release } from "node:os";
import type { CostProfile, CostProvenance } from "../../../models/etcd/costs.js";
import { machineBusySeconds } from "../etcd/process-usage.js";
import type { EtcdTarget } from "../etcd/target.js";
import { unlessDead } from "../etcd/unless-dead.js";
import type { TlsKind } from "../etcd/certificates.js";
import { LabFailure } from "../lab-failure.js";
import { median } from "../outcome.js";
import { Bench, type Effort } from "./bench.js";
import { readHello } from "./hello.js";
import { fitRound, residualsOf, spreadOf, type Round } from "./fit.js";
import { readConnect, takeReadings } from "./take-readings.js";
import type { Readings } from "./readings.js";
import { measuredProfile, type ProfileText } from "./profile.js";

/** How long a calibration takes. */
export type Mode = "quick" | "full" | "smoke";

const EFFORTS: Readonly<Record<Mode, Effort & { readonly rounds: number }>> = {
  /** Only to see that everything runs. */
  smoke: { rounds: 1, scale: 0.1, fanOut: [10, 40], rangeKeys: 1300 },
  quick: { rounds: 3, scale: 0.35, fanOut: [10, 40, 100], rangeKeys: 5000 },
  full: { rounds: 7, scale: 2, fanOut: [10, 20, 40, 70, 100, 300, 1000], rangeKeys: 20_000 },
};

export interface CalibrateOptions {
  readonly mode: Mode;
  readonly name: string;
  /** The profile whose constants stay where nothing was measured. */
  readonly prior: CostProfile;
  /** Starts an empty etcd with this TLS. */
  readonly makeEtcd: (tls: TlsKind) => Promise<EtcdTarget>;
  /** The kinds of TLS that can be had: all, or the one of a foreign etcd. */
  readonly tlsKinds: readonly TlsKind[];
  readonly tool: string;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** Measures, fits and gives the text of the profile. @throws LabFailure when etcd does not do its part. */
export async function calibrate(options: CalibrateOptions): Promise<ProfileText> {
  const effort = EFFORTS[options.mode];
  const rounds: Round[] = [];
  const others: number[] = [];
  const facts: EtcdTarget[] = [];
  for (let round = 1; round <= effort.rounds; round += 1) {
    options.onProgress(`round ${round} of ${effort.rounds}`);
    const busy = idleMeter();
    const take = async <T>(
      tls: TlsKind,
      work: (bench: Bench) => Promise<T>,
    ): Promise<T | undefined> =>
      options.tlsKinds.includes(tls) ? withEtcd({ options, effort, facts }, tls, work) : undefined;
    const plain = await take("disabled", takeReadings);
    const tls = await take("ecdsa-p256", takeReadings);
    const rsa = await take("rsa-2048", async (bench) => ({
      connect: await readConnect(bench),
      hello: await readHello(bench),
    }));
    rounds.push({ plain, tls, rsa });
    others.push(busy());
  }
  const { values } = options.prior;
  const spreads = spreadOf(rounds.map((round) => fitRound(round, values)));
  const [etcd] = facts;
  if (etcd === undefined) throw new LabFailure("nothing was measured");
  const middle = (of: (readings: Readings) => number): number =>
    median(
      rounds.flatMap(({ plain, tls }) =>
        [plain, tls].flatMap((one) => (one === undefined ? [] : of(one))),
      ),
    );
  const provenance: CostProvenance = {
    etcd: etcd.version,
    storage: etcd.storage,
    tls: [...options.tlsKinds],
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    etcdCores: etcd.cores ?? null,
    kernel: release(),
    node: process.version,
    tool: options.tool,
    date: new Date().toISOString().slice(0, 16),
    mode: options.mode,
    rounds: effort.rounds,
    othersCores: [Math.min(...others), median(others), Math.max(...others)].map(round2) as [
      number,
      number,
      number,
    ],
    clientRpcNs: Math.round(middle((one) => one.clientRpcNs)),
    clientRpcColdNs: Math.round(middle((one) => one.clientRpcColdNs)),
    clientPerByteNs: round2(middle((one) => one.clientPerByteNs)),
    residual: round2(median(rounds.flatMap(residualsOf))),
  };
  return measuredProfile({ name: options.name, prior: options.prior, spreads, provenance });
}

async function withEtcd<T>(
  {
    options,
    effort,
    facts,
  }: {
    readonly options: CalibrateOptions;
    readonly effort: Effort;
    readonly facts: EtcdTarget[];
  },
  tls: TlsKind,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  options.signal.throwIfAborted();
  const etcd = await options.makeEtcd(tls);
  facts.push(etcd);
  let bench: Bench | undefined;
  try {
    bench = await Bench.open(etcd, effort);
    return await unlessDead(etcd, work(bench), options.signal);
  } finally {
    await bench?.client.close();
    await etcd.stop();
  }
}

/** CPU used on the whole machine beside this process, in cores, from now to the call. */
function idleMeter(): () => number {
  const began = performance.now();
  const machine = machineBusySeconds();
  const own = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(own);
    const used = machineBusySeconds() - machine - (user + system) / 1e6;
    return Math.max(0, used / ((performance.now() - began) / 1000));
  };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
