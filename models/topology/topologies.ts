/**
 * The architectures that can be simulated. A topology only wires: it decides which process reads which etcd. To add
 * one, write a file beside the others and list it here.
 */
import type { TopologyName } from "../../src/scenario/scenario.js";
import type { BackgroundLoad, MeshParts } from "../mesh-parts.js";
import { connectKvstoremesh } from "./kvstoremesh.js";
import { connectOriginal } from "./original.js";

export interface Topology {
  readonly summary: string;
  readonly connect: (parts: MeshParts) => { readonly background: readonly BackgroundLoad[] };
}

export const TOPOLOGIES: Readonly<Record<TopologyName, Topology>> = {
  original: {
    summary: "Every agent reads the clustermesh-apiserver etcd of every remote cluster.",
    connect: connectOriginal,
  },
  kvstoremesh: {
    summary:
      "One mirror per cluster copies all remote etcds into the local one; agents read only that.",
    connect: connectKvstoremesh,
  },
};
