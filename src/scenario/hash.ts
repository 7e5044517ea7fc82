/** The identity of a scenario. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "./render.js";
import type { Scenario } from "./scenario.js";

/** Digits of the scenario hash: 64 bits, enough that two scenarios of one person never meet. */
const HASH_DIGITS = 16;

/**
 * The first 16 hex digits of the SHA-256 of the scenario's canonical JSON. Objectives do not belong to it, since they
 * judge a run without changing it: a result can be judged by new ones.
 */
export function hashScenario(scenario: Scenario): string {
  const text = canonicalJson({ ...scenario, slos: undefined });
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, HASH_DIGITS);
}
