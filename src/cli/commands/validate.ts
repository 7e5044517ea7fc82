/**
 * `validate`: loads a scenario as `run` would, says what it came to, and runs nothing.
 */
import type { CommandModule } from "yargs";
import { describeScenario } from "../describe-scenario.js";
import { chooseScenario, withScenarioOptions, type ScenarioArgs } from "../scenario-input.js";
import { printData, say } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** The command for yargs. */
export const validateCommand: CommandModule<object, ScenarioArgs> = {
  command: "validate [preset]",
  describe: "Check a scenario without running it",
  builder: (argv) => withScenarioOptions(argv),
  handler: async (args) => {
    if ([args.preset, args.file, args["mock-values"]].every((one) => one === undefined)) {
      throw new UsageError("name the scenario to check: validate -f FILE");
    }
    const { scenario, origin } = await chooseScenario(args);
    const { loadCostProfile } = await import("../../runner/cost-profiles.js");
    for (const { costProfile } of [scenario.etcd, scenario.mockEtcd]) loadCostProfile(costProfile);
    printData(`${origin}: valid (${describeScenario(scenario)})\n`);
    const { sizeNotes } = await import("../size-note.js");
    for (const note of sizeNotes(scenario)) say(`note: ${note}`);
  },
};
