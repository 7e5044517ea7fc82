/** The runs of the experiment, in the order of its charts, and the words for them. Not here: what they found. */
import type { IncidentRun } from "../incident-runs.js";

export const EXPERIMENT = "agent-herds";

const file = "scenario.yaml";

export const HERDS: readonly (IncidentRun & { readonly words: string })[] = [
  { name: "at-once", file, words: "at once" },
  { name: "waves", file, values: "waves.yaml", words: "1 % every 5 s" },
  { name: "jitter", file, values: "jitter.yaml", words: "within 60 s" },
];
