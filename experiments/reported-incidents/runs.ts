/** The runs of the experiment. Not here: what was reported and what they found (README.md). */
import type { IncidentRun } from "../incident-runs.js";

export const EXPERIMENT = "reported-incidents";

export const REPORTED: readonly IncidentRun[] = [
  { name: "out-of-order-deletions", file: "out-of-order-deletions.yaml" },
  { name: "ninety-minutes", file: "ninety-minutes.yaml" },
  {
    name: "ninety-minutes-larger",
    file: "ninety-minutes.yaml",
    set: ["spec.mesh.nodes=3000", "spec.mesh.endpoints=60000", "spec.simulation.duration=900s"],
  },
  { name: "thundering-herd", file: "thundering-herd.yaml" },
  {
    name: "thundering-herd-larger",
    file: "thundering-herd.yaml",
    set: ["spec.mesh.nodes=2000", "spec.mesh.endpoints=20000"],
  },
];
