/**
 * The options that say which scenario a command works on, and how they become one: a preset, a file or a mock's Helm
 * values, then --values files, then --set, then the options that have a flag of their own. Later ones win.
 */
import type { Argv, InferredOptionTypes } from "yargs";
import { TOPOLOGY_NAMES, type Scenario } from "../scenario/scenario.js";
import { readInput, type NamedText } from "./read-input.js";
import { UsageError } from "./usage-error.js";

/** Preset that runs when the user names nothing. */
export const DEFAULT_PRESET = "three-clusters";

const OPTIONS = {
  file: {
    alias: "f",
    type: "string",
    requiresArg: true,
    describe: "Scenario file (YAML); - reads standard input",
  },
  "mock-values": {
    type: "string",
    requiresArg: true,
    describe: "Helm values file of cmapisrv-mock, as it is, instead of a scenario",
  },
  values: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "YAML file merged over the scenario; may be repeated, later ones win",
  },
  set: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "Change one field, as in --set spec.mesh.nodes=500; may be repeated",
  },
  topology: {
    choices: [...TOPOLOGY_NAMES, "both"] as const,
    requiresArg: true,
    describe: "Who connects to whom (default: what the scenario says)",
  },
  fidelity: {
    choices: ["cohort", "individual"] as const,
    requiresArg: true,
    describe: "Simulate like agents once with a count, or each by itself",
  },
} as const;

/** What the options of `withScenarioOptions` and the positional PRESET hold. */
export type ScenarioArgs = InferredOptionTypes<typeof OPTIONS> & {
  readonly preset?: string | undefined;
};

/** Adds PRESET and the scenario options to a command. */
export function withScenarioOptions<T>(argv: Argv<T>): Argv<T & ScenarioArgs> {
  const describe = "Scenario that comes with the program (see: list presets)";
  return argv.positional("preset", { type: "string", describe }).options(OPTIONS) as Argv<
    T & ScenarioArgs
  >;
}

/** A scenario with the words of the command line that lead to it again. */
export interface ChosenScenario {
  readonly scenario: Scenario;
  /** What the user named: a preset or a file. */
  readonly origin: string;
  /** Arguments that choose the same scenario; null when it came from standard input, which cannot be read again. */
  readonly args: readonly string[] | null;
}

/** Loads the scenario that the arguments name. @throws UserError with all that is wrong in it, UsageError. */
export async function chooseScenario(args: ScenarioArgs): Promise<ChosenScenario> {
  const { preset, file, mockValues } = { ...args, mockValues: args["mock-values"] };
  const named = [preset, file, mockValues].filter((one) => one !== undefined);
  if (named.length > 1) {
    throw new UsageError("give one of PRESET, --file and --mock-values, not several");
  }
  if (mockValues !== undefined && args.values !== undefined) {
    throw new UsageError("--values does not go with --mock-values; put the values into one file");
  }
  const inputs = [file, mockValues, ...(args.values ?? [])];
  if (inputs.filter((one) => one === "-").length > 1) {
    throw new UsageError("standard input (-) can be read only once");
  }
  const values: NamedText[] = [];
  for (const one of args.values ?? []) values.push(await readInput(one));
  const set = [...(args.set ?? []), ...ownFlags(args)];
  const again = inputs.includes("-") ? null : wordsOf(args);
  if (mockValues !== undefined) {
    const { scenarioFromMockValues } = await import("../scenario/mock-values.js");
    const scenario = scenarioFromMockValues({ ...(await readInput(mockValues)), set });
    return { scenario, origin: mockValues, args: again };
  }
  if (file !== undefined) {
    const { loadScenario } = await import("../scenario/load.js");
    const text = await readInput(file);
    return { scenario: loadScenario({ ...text, values, set }), origin: text.file, args: again };
  }
  const { presetScenario } = await import("../scenario/presets.js");
  const name = preset ?? DEFAULT_PRESET;
  return { scenario: presetScenario(name, { values, set }), origin: name, args: again };
}

/** Flags that stand for a field go the way of --set, so that there is one rule for what wins. */
function ownFlags({ topology, fidelity }: ScenarioArgs): readonly string[] {
  return [
    ...(topology === undefined ? [] : [`spec.topology=${topology}`]),
    ...(fidelity === undefined ? [] : [`spec.fidelity=${fidelity}`]),
  ];
}

function wordsOf(args: ScenarioArgs): readonly string[] {
  const words: string[] = [];
  const { file, topology, fidelity } = args;
  const mockValues = args["mock-values"];
  if (file !== undefined) words.push("-f", file);
  else if (mockValues !== undefined) words.push("--mock-values", mockValues);
  else words.push(args.preset ?? DEFAULT_PRESET);
  for (const one of args.values ?? []) words.push("--values", one);
  for (const one of args.set ?? []) words.push("--set", one);
  if (topology !== undefined) words.push("--topology", topology);
  if (fidelity !== undefined) words.push("--fidelity", fidelity);
  return words;
}
