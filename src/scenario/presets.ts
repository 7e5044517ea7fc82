/** Scenarios that come with the tool. Each names its public source and what it assumes beyond it. */
import type { Source } from "./layers.js";
import { loadScenario } from "./load.js";
import { didYouMean } from "./nearest.js";
import { CFP_39876 } from "./presets/cfp-39876.js";
import { CFP_44921_100 } from "./presets/cfp-44921-100.js";
import { CILIUM_CI_250 } from "./presets/cilium-ci-250.js";
import { ECHO_122 } from "./presets/echo-122.js";
import { MESH_511X5000 } from "./presets/mesh-511x5000.js";
import { THREE_CLUSTERS } from "./presets/three-clusters.js";
import type { Scenario } from "./scenario.js";
import { UserError } from "./user-error.js";

export interface Preset {
  readonly name: string;
  /** One line for a list. */
  readonly summary: string;
  /** Where its figures are from. */
  readonly sources: readonly string[];
  /** The scenario file. */
  readonly yaml: string;
}

const YAMLS: readonly (readonly [name: string, yaml: string])[] = [
  ["three-clusters", THREE_CLUSTERS],
  ["cilium-ci-250", CILIUM_CI_250],
  ["cfp-39876", CFP_39876],
  ["cfp-44921-100", CFP_44921_100],
  ["echo-122", ECHO_122],
  ["mesh-511x5000", MESH_511X5000],
];

/** A preset that is read when somebody asks what it says of itself: most commands need one of them, or none. */
class WrittenPreset implements Preset {
  readonly name: string;
  readonly yaml: string;
  private read: Scenario | undefined;

  constructor(name: string, yaml: string) {
    this.name = name;
    this.yaml = yaml;
  }

  get summary(): string {
    return this.scenario.description;
  }

  get sources(): readonly string[] {
    return this.scenario.sources;
  }

  private get scenario(): Scenario {
    this.read ??= loadScenario({ file: this.name, text: this.yaml });
    return this.read;
  }
}

/** All presets, the default one first. */
export const PRESETS: readonly Preset[] = YAMLS.map(
  ([name, yaml]) => new WrittenPreset(name, yaml),
);

/**
 * A preset, with overrides.
 * @throws UserError for an unknown name, with the nearest one.
 */
export function presetScenario(
  name: string,
  overrides: { readonly values?: readonly Source[]; readonly set?: readonly string[] } = {},
): Scenario {
  const preset = PRESETS.find((one) => one.name === name);
  if (preset === undefined) {
    const names = PRESETS.map((one) => one.name);
    const near = didYouMean(name, names) || `; presets are ${names.join(", ")}`;
    const message = `unknown preset "${name}"${near}`;
    throw new UserError([{ file: "run", path: "", message }]);
  }
  return loadScenario({ file: `preset ${name}`, text: preset.yaml, ...overrides });
}
