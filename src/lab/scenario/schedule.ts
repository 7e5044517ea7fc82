/**
 * Which key changes when: the same list for the model and for the real etcd, from the scenario and a seed.
 */
import { RandomStream } from "../../engine/random-stream.js";
import type { LabScenario } from "./lab-scenario.js";

/** A new value for one key. */
export interface ScheduledPut {
  /** Seconds since the window began. */
  readonly atSeconds: number;
  readonly prefix: number;
  /** Number of the key within its prefix. */
  readonly key: number;
  /** Counts the puts of a run from 1; the value carries it. */
  readonly sequence: number;
}

/** Digits of a key's number. */
const DIGITS = 8;

/** Keys on one lease, as in Cilium (models/kvstore/lease-manager.ts). Old etcds walk them all for each put (etcd#15993). */
export const KEYS_PER_LEASE = 1000;

/** The name of a prefix, which ends with a slash. */
export function prefixName(root: string, prefix: number): string {
  return `${root}p${prefix}/`;
}

/** The name of a key. All have the same length. */
export function keyName(root: string, prefix: number, key: number): string {
  return prefixName(root, prefix) + String(key).padStart(DIGITS, "0");
}

/** Keys that a prefix holds before the window. */
export function keysOf({ keys, prefixes }: LabScenario, prefix: number): number {
  return Math.floor((keys + prefixes - 1 - prefix) / prefixes);
}

/** The churn of a scenario, in order of time. */
export function churnOf(scenario: LabScenario, seed: string): readonly ScheduledPut[] {
  const { churn, keys, prefixes, seconds } = scenario;
  if (churn === undefined || keys === 0) return [];
  const random = new RandomStream(seed, `lab/${scenario.name}/churn`);
  const puts: ScheduledPut[] = [];
  for (let at = random.exponential(1 / churn.rate); at < seconds;) {
    const number = random.integer(0, keys);
    const prefix = number % prefixes;
    const key = Math.floor(number / prefixes);
    puts.push({ atSeconds: at, prefix, key, sequence: puts.length + 1 });
    at += random.exponential(1 / churn.rate);
  }
  return puts;
}

/** Number of the lease of a key that is there before the window, and how many keys hang on that lease. */
export function leaseOf(
  scenario: LabScenario,
  prefix: number,
  key: number,
): readonly [number, number] {
  const number = key * scenario.prefixes + prefix;
  const lease = Math.floor(number / KEYS_PER_LEASE);
  return [lease, Math.min(KEYS_PER_LEASE, scenario.keys - lease * KEYS_PER_LEASE)];
}
