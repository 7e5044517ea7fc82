/**
 * The few fields of Kubernetes objects that say how much a cluster exports. Objects come from other people's clusters,
 * so each field is looked at as if it could be anything. Shapes: cilium/cilium v1.20.0 pkg/k8s/apis/cilium.io/v2
 * (CiliumNode, CiliumIdentity, CiliumEndpoint), v2alpha1 (CiliumEndpointSlice), Kubernetes core/v1 and discovery/v1.
 */

/** Kinds that are counted. Others are passed over. */
export const KINDS = [
  "CiliumNode",
  "CiliumIdentity",
  "CiliumEndpoint",
  "CiliumEndpointSlice",
  "Service",
  "EndpointSlice",
] as const;
export type Kind = (typeof KINDS)[number];

/** Label of an identity that names its cluster. */
const CLUSTER_LABEL = "io.cilium.k8s.policy.cluster";
const WIREGUARD_KEYS = ["network.cilium.io/wg-pub-key", "io.cilium.network.wg-pub-key"];
const GLOBAL = ["service.cilium.io/global", "io.cilium/global-service"];
const SHARED = ["service.cilium.io/shared", "io.cilium/shared-service"];
const SERVICE_NAME = "kubernetes.io/service-name";

type Fields = Readonly<Record<string, unknown>>;

/** The value as an object with fields; an empty one when it is something else. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

/** The value as a list; an empty one when it is something else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text; "" when it is something else. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function own(from: unknown, key: string): string {
  const all = fields(from);
  return Object.hasOwn(all, key) ? text(all[key]) : "";
}

function firstOf(from: unknown, keys: readonly string[]): string {
  return keys.map((key) => own(from, key)).find((value) => value !== "") ?? "";
}

/** `metadata.namespace/metadata.name`: only ever used to tell objects apart. */
export function fullName(object: Fields): string {
  const metadata = fields(object["metadata"]);
  return `${text(metadata["namespace"])}/${text(metadata["name"])}`;
}

/** Adds the addresses of an endpoint, as its `networking` lists them. */
export function addressesOf(networking: unknown): {
  readonly count: number;
  readonly ipv6: boolean;
  readonly node: string;
} {
  const pairs = list(fields(networking)["addressing"]).map(fields);
  const v4 = pairs.filter((pair) => text(pair["ipv4"]) !== "").length;
  const v6 = pairs.filter((pair) => text(pair["ipv6"]) !== "").length;
  return { count: v4 + v6, ipv6: v6 > 0, node: text(fields(networking)["node"]) };
}

/** What a CiliumNode says about encryption. */
export function encryptionOf(node: Fields): "disabled" | "ipsec" | "wireguard" {
  const { annotations } = fields(node["metadata"]);
  if (firstOf(annotations, WIREGUARD_KEYS) !== "") return "wireguard";
  const { key } = fields(fields(node["spec"])["encryption"]);
  return typeof key === "number" && key > 0 ? "ipsec" : "disabled";
}

/** Number of an identity, as in its name; undefined when it is none. */
export function identityNumber(identity: Fields): number | undefined {
  const name = text(fields(identity["metadata"])["name"]);
  return /^[0-9]{1,9}$/.test(name) ? Number(name) : undefined;
}

/** The cluster that an identity says it is of; "" when it does not say. Only ever compared. */
export function clusterOf(identity: Fields): string {
  return own(identity["security-labels"], `k8s:${CLUSTER_LABEL}`);
}

/** Bytes of an identity's labels as the kvstore holds them: `source:key=value;` each. */
export function labelBytes(identity: Fields): number {
  return Object.entries(fields(identity["security-labels"])).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text(value)) + 2,
    0,
  );
}

/** Whether a service is exported: global, and not kept back. */
export function isExported(service: Fields): boolean {
  const { annotations } = fields(service["metadata"]);
  if (firstOf(annotations, GLOBAL).toLowerCase() !== "true") return false;
  const shared = firstOf(annotations, SHARED);
  return shared === "" || shared.toLowerCase() === "true";
}

/** The service of an EndpointSlice as `namespace/name`, and its backends. */
export function backendsOf(slice: Fields): { readonly service: string; readonly count: number } {
  const metadata = fields(slice["metadata"]);
  const service = `${text(metadata["namespace"])}/${own(metadata["labels"], SERVICE_NAME)}`;
  return { service, count: list(slice["endpoints"]).length };
}
