/**
 * Makes what `kubectl get ciliumnodes,ciliumidentities,ciliumendpoints,services,endpointslices -A -o json` prints for a
 * cluster of a given size. Fields are those of the real objects (Cilium v1.20 cilium.io/v2, Kubernetes 1.34), with as
 * many of them as a real cluster has, so that sizes are honest. Not a simulation of Kubernetes.
 */
import { closeSync, openSync, writeSync } from "node:fs";

export interface ClusterSize {
  readonly id: number;
  readonly name: string;
  readonly nodes: number;
  readonly identities: number;
  readonly endpoints: number;
  /** Global services; as many again are not global. */
  readonly services: number;
  readonly ipv6?: boolean;
  readonly wireguard?: boolean;
  /** Put into every name, label and annotation: what an attacker may write there. */
  readonly evil?: string;
}

type Json = Readonly<Record<string, unknown>>;
const BACKENDS = 3;

/** A UUID that looks real and is the same every time. */
function uid(kind: number, index: number): string {
  const hex = (value: number, length: number): string => value.toString(16).padStart(length, "0");
  return `${hex(kind, 8)}-${hex(index & 0xffff, 4)}-4a7b-9c1d-${hex(index, 12)}`;
}

function metadata(kind: number, index: number, name: string, more: Json = {}): Json {
  return {
    creationTimestamp: "2026-03-14T09:26:53Z",
    generation: 1,
    ...more,
    name,
    resourceVersion: String(81_000_000 + index),
    uid: uid(kind, index),
  };
}

function node(size: ClusterSize, index: number): Json {
  const name = `ip-10-${size.id}-${index >> 8}-${index & 255}${size.evil ?? ""}`;
  return {
    apiVersion: "cilium.io/v2",
    kind: "CiliumNode",
    metadata: metadata(1, index, name, {
      ...(size.wireguard
        ? {
            annotations: {
              "network.cilium.io/wg-pub-key": "9Hq3n0b8mR0bV5m1v0kq2ZyqT8yq5m9GxkQeLrV1xX4=",
            },
          }
        : {}),
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "node.kubernetes.io/instance-type": "m6i.4xlarge",
        "topology.kubernetes.io/zone": "eu-central-1a",
      },
      ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid: uid(9, index) }],
    }),
    spec: {
      addresses: [
        { ip: `10.${size.id}.${index >> 8}.${index & 255}`, type: "InternalIP" },
        { ip: `10.${128 + size.id}.${index >> 8}.1`, type: "CiliumInternalIP" },
      ],
      bootid: uid(8, index),
      encryption: {},
      health: { ipv4: `10.${128 + size.id}.${index >> 8}.2` },
      ipam: { podCIDRs: [`10.${128 + size.id}.${index >> 8}.0/24`], pools: {} },
    },
    status: { alibabaCloud: {}, azure: {}, eni: {}, ipam: { "operator-status": {} } },
  };
}

function labels(size: ClusterSize, index: number): Readonly<Record<string, string>> {
  return {
    "k8s:app.kubernetes.io/name": `app-${index}${size.evil ?? ""}`,
    "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name": `team-${index % 40}`,
    "k8s:io.cilium.k8s.policy.cluster": `${size.name}${size.evil ?? ""}`,
    "k8s:io.cilium.k8s.policy.serviceaccount": "default",
    "k8s:io.kubernetes.pod.namespace": `team-${index % 40}`,
  };
}

function identity(size: ClusterSize, index: number): Json {
  return {
    apiVersion: "cilium.io/v2",
    kind: "CiliumIdentity",
    metadata: metadata(2, index, String(size.id * 65_536 + 256 + index), {
      labels: { "app.kubernetes.io/name": `app-${index}` },
    }),
    "security-labels": labels(size, index),
  };
}

function endpoint(size: ClusterSize, index: number): Json {
  const of = index % Math.max(1, size.identities);
  const ipv4 = `10.${128 + size.id}.${(index >> 8) & 255}.${index & 255}`;
  const ipv6 = size.ipv6 ? { ipv6: `fd00:${size.id}::${index.toString(16)}` } : {};
  const name = `app-${of}-7d9f8b6c5d-${index.toString(36)}${size.evil ?? ""}`;
  const pod = { kind: "Pod", name, uid: uid(7, index), apiVersion: "v1", blockOwnerDeletion: true };
  return {
    apiVersion: "cilium.io/v2",
    kind: "CiliumEndpoint",
    metadata: metadata(3, index, name, {
      labels: { "app.kubernetes.io/name": `app-${of}`, "pod-template-hash": "7d9f8b6c5d" },
      namespace: `team-${of % 40}`,
      ownerReferences: [pod],
    }),
    status: {
      encryption: {},
      "external-identifiers": {
        "cni-attachment-id": `${uid(6, index)}:eth0`,
        "container-id": uid(6, index).repeat(2),
        "k8s-namespace": `team-${of % 40}`,
        "k8s-pod-name": name,
        "pod-name": `team-${of % 40}/${name}`,
      },
      id: index % 65_536,
      identity: {
        id: size.id * 65_536 + 256 + of,
        labels: Object.entries(labels(size, of)).map(([key, value]) => `${key}=${value}`),
      },
      networking: {
        addressing: [{ ipv4, ...ipv6 }],
        node: `10.${size.id}.0.${index % Math.max(1, size.nodes)}`,
      },
      state: "ready",
    },
  };
}

function service(size: ClusterSize, index: number): Json {
  const isGlobal = index < size.services;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(4, index, `svc-${index}${size.evil ?? ""}`, {
      annotations: {
        note: size.evil ?? "",
        ...(isGlobal ? { "service.cilium.io/global": "true" } : {}),
      },
      namespace: `team-${index % 40}`,
    }),
    spec: {
      clusterIP: `172.20.${index >> 8}.${index & 255}`,
      ports: [{ name: "http", port: 80, protocol: "TCP", targetPort: 8080 }],
      selector: { "app.kubernetes.io/name": `app-${index}` },
      type: "ClusterIP",
    },
    status: { loadBalancer: {} },
  };
}

function slice(size: ClusterSize, index: number): Json {
  const name = `svc-${index}${size.evil ?? ""}`;
  return {
    addressType: "IPv4",
    apiVersion: "discovery.k8s.io/v1",
    endpoints: Array.from({ length: BACKENDS }, (_, backend) => ({
      addresses: [`10.${128 + size.id}.${index & 255}.${backend}`],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: `ip-10-${size.id}-0-${backend}`,
    })),
    kind: "EndpointSlice",
    metadata: metadata(5, index, `${name}-x7k2p`, {
      labels: { "kubernetes.io/service-name": name },
      namespace: `team-${index % 40}`,
    }),
    ports: [{ name: "http", port: 8080, protocol: "TCP" }],
  };
}

/** All objects of a cluster, in the order of kubectl. */
export function* objectsOf(size: ClusterSize): Generator<Json> {
  for (let i = 0; i < size.nodes; i += 1) yield node(size, i);
  for (let i = 0; i < size.identities; i += 1) yield identity(size, i);
  for (let i = 0; i < size.endpoints; i += 1) yield endpoint(size, i);
  for (let i = 0; i < size.services * 2; i += 1) yield service(size, i);
  for (let i = 0; i < size.services * 2; i += 1) yield slice(size, i);
}

/** Writes one list as kubectl does: indented by four, `items` before `kind`. Gives the size in bytes. */
export function writeObjects(file: string, objects: Iterable<Json>): number {
  const to = openSync(file, "w");
  let bytes = writeSync(to, '{\n    "apiVersion": "v1",\n    "items": [');
  let separator = "\n";
  for (const object of objects) {
    const text = JSON.stringify(object, null, 4).replaceAll("\n", "\n        ");
    bytes += writeSync(to, `${separator}        ${text}`);
    separator = ",\n";
  }
  const end =
    '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n';
  bytes += writeSync(to, end);
  closeSync(to);
  return bytes;
}
