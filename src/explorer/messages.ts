/** What the explorer's page and its worker say to each other. Plain data: it is copied between them. */
import type { CostProfile } from "../../models/etcd/costs.js";
import type { PartialRun, Progress, TopologyRun } from "../runner/simulate.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";

/** To the worker, once: it runs one topology. */
export interface RunRequest {
  readonly scenario: Scenario;
  readonly topology: TopologyName;
  readonly seed: string;
  readonly costs: CostProfile;
  readonly mockCosts: CostProfile;
}

/** From the worker: any number of the first two, then one of the others. */
export type RunMessage =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "partial"; readonly topology: TopologyName; readonly partial: PartialRun }
  | {
      readonly kind: "done";
      readonly topology: TopologyName;
      readonly run: TopologyRun;
      readonly wallSeconds: number;
    }
  | { readonly kind: "failed"; readonly topology: TopologyName; readonly message: string };
