/**
 * Sizes of the objects that clusters export, as cmapisrv-mock generates them and as real clusters have them.
 * Sizes are of the compact JSON (identities: flat labels), computed from the struct fields of cilium/cilium v1.20.0
 * pkg/node/types/node.go, pkg/identity/identity.go, pkg/clustermesh/store/store.go. Confidence: documented (computed).
 * The mix follows cilium/scaffolding cmapisrv-mock internal/mocker.
 */
import type { RandomStream } from "../../src/engine/random-stream.js";
import type { ClusterGroup } from "../../src/scenario/scenario.js";

/** Mocked nodes carry fewer labels than real ones (3). */
const NODE_BYTES = { mocked: 600, real: 700 };
const NODE_IPV6_BYTES = 120;
const NODE_WIREGUARD_BYTES = 50;
/** Pods of a real cluster have longer names. */
const IP_BYTES = { mocked: 150, real: 210 };
/** The four built-in labels, and each random one. */
const IDENTITY_BYTES = 210;
const IDENTITY_LABEL_BYTES = 26;
const SERVICE_BYTES = 460;
/** One backend with two ports. */
const BACKEND_BYTES = 92;
/** Services start with 0..49 backends; later a backend goes with probability b / (b + 25). */
const INITIAL_BACKENDS_BELOW = 50;
export const BACKENDS_TARGET = 25;

export function nodeBytes(group: ClusterGroup): number {
  const base = group.mocked ? NODE_BYTES.mocked : NODE_BYTES.real;
  const ipv6 = group.ipv6 ? NODE_IPV6_BYTES : 0;
  return base + ipv6 + (group.encryption === "wireguard" ? NODE_WIREGUARD_BYTES : 0);
}

export function ipBytes(group: ClusterGroup): number {
  return group.mocked ? IP_BYTES.mocked : IP_BYTES.real;
}

/** Draws 1..8 labels; the first few are the built-in ones, 0-5 are random (mean 5.9 labels in all). */
export function identityBytes(random: RandomStream): number {
  const drawn = random.integer(1, 9);
  return IDENTITY_BYTES + Math.max(0, drawn - 3) * IDENTITY_LABEL_BYTES;
}

export function initialBackends(random: RandomStream): number {
  return random.integer(0, INITIAL_BACKENDS_BELOW);
}

/** All backends are in one value; dual stack doubles them. */
export function serviceBytes(group: ClusterGroup, backends: number): number {
  return SERVICE_BYTES + backends * BACKEND_BYTES * (group.ipv6 ? 2 : 1);
}
