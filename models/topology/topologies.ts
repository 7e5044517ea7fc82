/** The architectures that can be simulated, by name. A new one is a new file and a line here. */
import type { TopologyName } from "../../src/scenario/scenario.js";
import type { Topology } from "../mesh-parts.js";
import { KVSTOREMESH } from "./kvstoremesh.js";
import { ORIGINAL } from "./original.js";

export const TOPOLOGIES: Readonly<Record<TopologyName, Topology>> = {
  original: ORIGINAL,
  kvstoremesh: KVSTOREMESH,
};
