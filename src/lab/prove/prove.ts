/**
 * Predicts scenarios, runs each several times on a real etcd, round by round so that a slow change of the machine falls on
 * all of them, and compares. Before, between and after the rounds a reference load tells how much the machine itself
 * has changed meanwhile; it is reported, never used to correct anything.
 */
import type { CostProfile } from "../../../models/etcd/costs.js";
import { Bench } from "../calibrate/bench.js";
import { readReference } from "../calibrate/take-readings.js";
import type { TlsKind } from "../etcd/certificates.js";
import type { EtcdTarget } from "../etcd/target.js";
import { unlessDead } from "../etcd/unless-dead.js";
import { FIGURE_NAMES, FIGURES, type Outcome } from "../outcome.js";
import { predict } from "../predict/predict.js";
import type { Conditions } from "../run/machine-load.js";
import { runOnEtcd } from "../run/run-scenario.js";
import type { LabScenario } from "../scenario/lab-scenario.js";
import { compareFigures, summarise, type ComparedFigure, type FigureSummary } from "./judge.js";

export interface ProveOptions {
  readonly scenarios: readonly LabScenario[];
  readonly profile: CostProfile;
  readonly rounds: number;
  readonly seed: string;
  readonly cores: number;
  /** A prefix as long as that of the keys written: bytes hang on it. */
  readonly keyPrefix: string;
  readonly makeEtcd: (tls: TlsKind) => Promise<EtcdTarget>;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** One run on the real etcd. */
export interface ProveRun {
  readonly scenario: string;
  readonly round: number;
  readonly outcome: Outcome;
  readonly conditions: Conditions;
  /** Why it was not counted; null for a good one. */
  readonly invalid: string | null;
  /** Times of the herd are left out: all waited for the lab's client. */
  readonly isClientBound: boolean;
}

/** Everything that came of it. */
export interface Proof {
  readonly profile: string;
  readonly etcd: string;
  readonly seed: string;
  /** Cores of the etcd, and what its keys began with. */
  readonly cores: number;
  readonly keyPrefix: string;
  readonly predictions: Readonly<Record<string, Outcome>>;
  readonly runs: readonly ProveRun[];
  /** CPU of the reference load, in nanoseconds a put: before, between and after the rounds. */
  readonly references: readonly number[];
  readonly compared: readonly ComparedFigure[];
  readonly summary: readonly FigureSummary[];
}

/** A profile that was not made by `calibrate` does not say how long a request of the client takes. */
const DEFAULT_CLIENT_RPC_NS = 200_000;

/** Predicts, measures and compares. @throws LabFailure when etcd does not do its part. */
export async function prove(options: ProveOptions): Promise<Proof> {
  const { scenarios, profile, seed, cores, keyPrefix } = options;
  const predictions = predictAll(options);
  const runs: ProveRun[] = [];
  const first = await reference(options);
  const references = [first.cpuNs];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const scenario of scenarios) {
      options.signal.throwIfAborted();
      options.onProgress(`round ${round} of ${options.rounds}: ${scenario.name}`);
      const makeEtcd = async (): Promise<EtcdTarget> => options.makeEtcd(scenario.etcd.tls);
      const { outcome, conditions, invalid, isClientBound } = await runOnEtcd(scenario, {
        seed,
        makeEtcd,
        signal: options.signal,
      });
      const { name } = scenario;
      const why = invalid ?? null;
      runs.push({ scenario: name, round, outcome, conditions, invalid: why, isClientBound });
    }
    references.push((await reference(options)).cpuNs);
  }
  const etcd = first.version;
  const measured = { profile: profile.name, etcd, seed, cores, keyPrefix, runs, references };
  return { ...measured, predictions, ...compareAll(scenarios, predictions, runs) };
}

/** Predicts the scenarios of an earlier proof again, with this profile and model, and compares with its runs. */
export function proveAgain(
  earlier: Proof,
  { scenarios, profile }: Pick<ProveOptions, "scenarios" | "profile">,
): Proof {
  const { seed, cores, keyPrefix, runs } = earlier;
  const predictions = predictAll({ scenarios, profile, seed, cores, keyPrefix });
  const compared = compareAll(scenarios, predictions, runs);
  return { ...earlier, profile: profile.name, predictions, ...compared };
}

function predictAll({
  scenarios,
  profile,
  seed,
  cores,
  keyPrefix,
}: Pick<ProveOptions, "scenarios" | "profile" | "seed" | "cores" | "keyPrefix">): Readonly<
  Record<string, Outcome>
> {
  const { provenance } = profile;
  const client = {
    clientRpcNs: provenance?.clientRpcNs ?? DEFAULT_CLIENT_RPC_NS,
    clientRpcColdNs: provenance?.clientRpcColdNs ?? DEFAULT_CLIENT_RPC_NS,
    clientPerByteNs: provenance?.clientPerByteNs ?? 0,
  };
  const how = { costs: profile, seed, cores, keyPrefix, ...client };
  return Object.fromEntries(
    scenarios.map((scenario) => [scenario.name, predict(scenario, how)] as const),
  );
}

function compareAll(
  scenarios: readonly LabScenario[],
  predictions: Readonly<Record<string, Outcome>>,
  runs: readonly ProveRun[],
): Pick<Proof, "compared" | "summary"> {
  const compared = scenarios.flatMap(({ name, kind }) => {
    const valid = runs.filter((run) => run.scenario === name && run.invalid === null);
    // Of a herd that sometimes waits for the client, the other runs are those in which etcd happened to be slow.
    const isDoubtful = valid.some(({ isClientBound }) => isClientBound);
    const measured = valid.map(({ outcome }) => (isDoubtful ? untimed(outcome) : outcome));
    return compareFigures({ scenario: name, kind, predicted: predictions[name] ?? {}, measured });
  });
  return { compared, summary: summarise(compared) };
}

/** Figures that hang on who was the bottleneck. */
const TIMES = new Set<string>(
  FIGURE_NAMES.filter((name) => FIGURES[name] === "s" && name !== "cpuSeconds"),
);

function untimed(outcome: Outcome): Outcome {
  return Object.fromEntries(Object.entries(outcome).filter(([name]) => !TIMES.has(name)));
}

/** One reading that does not depend on any scenario. */
async function reference(
  options: ProveOptions,
): Promise<{ readonly cpuNs: number; readonly version: string }> {
  const tls = options.scenarios[0]?.etcd.tls ?? "disabled";
  const etcd = await options.makeEtcd(tls);
  let bench: Bench | undefined;
  try {
    bench = await Bench.open(etcd, { scale: 1, fanOut: [], rangeKeys: 0 });
    const cpuNs = await unlessDead(etcd, readReference(bench), options.signal);
    return { cpuNs, version: etcd.version };
  } finally {
    await bench?.client.close();
    await etcd.stop();
  }
}
