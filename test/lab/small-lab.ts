/** Small lab scenarios, so that a test shows what it depends on. */
import { checkLabScenario, type LabScenario } from "../../src/lab/scenario/lab-scenario.js";

/** Five agents that watch a few keys for a second; `change` says what else happens. */
export function predictable(change: object = {}): LabScenario {
  return checkLabScenario("test", "point", {
    name: "small",
    kind: "small",
    description: "small",
    etcd: { tls: "disabled" },
    keys: 70,
    agents: 5,
    seconds: 1,
    ...change,
  });
}
