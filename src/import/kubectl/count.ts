/**
 * Counts what one cluster exports, object by object. Names are kept while counting, to tell objects apart and to find
 * the backends of a service; nothing but numbers comes out.
 */
import { Distribution } from "../distribution.js";
import type { ClusterFacts } from "../facts.js";
import {
  addressesOf,
  backendsOf,
  clusterOf,
  encryptionOf,
  fields,
  fullName,
  identityNumber,
  isExported,
  KINDS,
  labelBytes,
  list,
  text,
  type Kind,
} from "./objects.js";

type Fields = Readonly<Record<string, unknown>>;

/** Bits of an identity's number below those of the cluster ID, with at most 255 clusters. */
const CLUSTER_SHIFT = 16;

/** What one cluster has, with distributions that no scenario has a field for. */
export class ClusterCount {
  /** By kind, how many objects there were. */
  readonly found = new Map<Kind, number>();
  /** Objects that were in the files twice, and are counted once. */
  duplicates = 0;
  /** Objects of kinds that say nothing about load. */
  others = 0;
  /** Entries of the lists that are no object with a name. */
  broken = 0;
  /** Endpoints without an address: they are not exported. */
  withoutAddress = 0;
  /** Services that are not global, or kept back. */
  local = 0;
  readonly endpointsPerNode = new Distribution();
  readonly labelBytes = new Distribution();
  readonly backends = new Distribution();
  /** The cluster's name in its identities; only ever compared. */
  clusterName = "";

  private readonly seen = new Set<string>();
  private readonly perNode = new Map<string, number>();
  private readonly perService = new Map<string, number>();
  private readonly global = new Set<string>();
  private readonly ids = new Set<number>();
  private readonly encryption = new Set<string>();
  private endpoints = 0;
  private endpointsOfSlices = 0;
  private ipv6 = false;

  /** Counts one object. `listKind` is the kind that a typed list gives its items. */
  add(value: unknown, listKind = ""): void {
    const object = fields(value);
    const kind = text(object["kind"]) || listKind;
    if (text(fields(object["metadata"])["name"]) === "") {
      this.broken += 1;
      return;
    }
    const known = KINDS.find((one) => one === kind);
    if (known === undefined) {
      this.others += 1;
      return;
    }
    const key = `${KINDS.indexOf(known)}${fullName(object)}`;
    if (this.seen.has(key)) {
      this.duplicates += 1;
      return;
    }
    this.seen.add(key);
    this.found.set(known, (this.found.get(known) ?? 0) + 1);
    this.count(known, object);
  }

  /** The counts, once all objects were added. */
  facts(): ClusterFacts {
    for (const count of this.perNode.values()) this.endpointsPerNode.add(count);
    for (const service of this.global) this.backends.add(this.perService.get(service) ?? 0);
    const has = (kind: Kind): boolean => this.found.has(kind);
    const [id] = this.ids;
    const { encryption } = this;
    return {
      ...(this.ids.size === 1 && id !== undefined && id > 0 ? { id } : {}),
      ...(has("CiliumNode") ? { nodes: this.found.get("CiliumNode") ?? 0 } : {}),
      ...(has("CiliumIdentity") ? { identities: this.found.get("CiliumIdentity") ?? 0 } : {}),
      ...(has("CiliumEndpoint")
        ? { endpoints: this.endpoints }
        : has("CiliumEndpointSlice")
          ? { endpoints: this.endpointsOfSlices }
          : {}),
      ...(has("Service") ? { services: this.global.size } : {}),
      ...(has("CiliumEndpoint") || has("CiliumEndpointSlice") ? { ipv6: this.ipv6 } : {}),
      ...(encryption.size === 0
        ? {}
        : {
            encryption: encryption.has("wireguard")
              ? ("wireguard" as const)
              : encryption.has("ipsec")
                ? ("ipsec" as const)
                : ("disabled" as const),
          }),
    };
  }

  private count(kind: Kind, object: Fields): void {
    switch (kind) {
      case "CiliumNode":
        this.encryption.add(encryptionOf(object));
        return;
      case "CiliumIdentity":
        this.countIdentity(object);
        return;
      case "CiliumEndpoint":
        if (this.countEndpoint(fields(object["status"])["networking"])) this.endpoints += 1;
        return;
      case "CiliumEndpointSlice":
        for (const endpoint of list(object["endpoints"])) {
          const { networking } = fields(endpoint);
          if (this.countEndpoint(networking)) this.endpointsOfSlices += 1;
        }
        return;
      case "Service":
        if (isExported(object)) this.global.add(fullName(object));
        else this.local += 1;
        return;
      case "EndpointSlice": {
        const { service, count } = backendsOf(object);
        this.perService.set(service, (this.perService.get(service) ?? 0) + count);
      }
    }
  }

  private countIdentity(object: Fields): void {
    const number = identityNumber(object);
    if (number !== undefined) this.ids.add(Math.floor(number / 2 ** CLUSTER_SHIFT));
    this.labelBytes.add(labelBytes(object));
    if (this.clusterName === "") this.clusterName = clusterOf(object);
  }

  private countEndpoint(networking: unknown): boolean {
    const { count, ipv6, node } = addressesOf(networking);
    if (count === 0) {
      this.withoutAddress += 1;
      return false;
    }
    this.ipv6 ||= ipv6;
    this.perNode.set(node, (this.perNode.get(node) ?? 0) + 1);
    return true;
  }
}
