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
import type { Outcome } from "../outcome.js";
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
  const { scenarios, profile, seed } = options;
  const predictions: Record<string, Outcome> = {};
  for (const scenario of scenarios) {
    predictions[scenario.name] = predict(scenario, {
      costs: profile,
      seed,
      cores: options.cores,
      clientRpcNs: profile.provenance?.clientRpcNs ?? DEFAULT_CLIENT_RPC_NS,
      clientRpcColdNs: profile.provenance?.clientRpcColdNs ?? DEFAULT_CLIENT_RPC_NS,
      keyPrefix: options.keyPrefix,
    });
  }
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
  const compared = scenarios.flatMap(({ name, kind }) => {
    const valid = runs.filter((run) => run.scenario === name && run.invalid === null);
    const measured = valid.map(({ outcome }) => outcome);
    return compareFigures({ scenario: name, kind, predicted: predictions[name] ?? {}, measured });
  });
  return {
    profile: profile.name,
    etcd: first.version,
    seed,
    predictions,
    runs,
    references,
    compared,
    summary: summarise(compared),
  };
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
