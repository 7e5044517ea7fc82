/**
 * `sensitivity`: which constants of the model the headline figures hang on. With --out it writes sensitivity.json and
 * tornado charts; into the directory of a run, `report` then shows them in its page.
 */
import { join } from "node:path";
import type { CommandModule } from "yargs";
import type { SensitivityDocument } from "../../measure/sensitivity.js";
import { chooseScenario, withScenarioOptions, type ScenarioArgs } from "../scenario-input.js";
import { onStopSignal } from "../stop-signal.js";
import {
  claimStudyDir,
  parseSeeds,
  parseWhole,
  runCounter,
  STUDY_OPTIONS,
  studyJobs,
} from "../study-options.js";
import { printData, say } from "../terminal.js";

type SensitivityArgs = ScenarioArgs & {
  readonly change?: string | undefined;
  readonly morris?: string | undefined;
  readonly seeds?: string | undefined;
  readonly jobs?: string | undefined;
  readonly "as-is": boolean;
  readonly output: "table" | "json";
  readonly out?: string | undefined;
};

const text = { type: "string", requiresArg: true } as const;
const DEFAULT_CHANGE_PERCENT = 20;

/** The command for yargs. */
export const sensitivityCommand: CommandModule<object, SensitivityArgs> = {
  command: "sensitivity [preset]",
  describe: "Find the model's constants that the answer depends on",
  builder: (argv) =>
    withScenarioOptions(argv).options({
      change: { ...text, describe: "Change each constant by so many percent (default: 20)" },
      morris: {
        ...text,
        describe: "Also screen all constants at once, along so many random paths (default: 0)",
      },
      ...STUDY_OPTIONS,
      "as-is": {
        type: "boolean",
        default: false,
        describe: "Keep the scenario's own phases and fidelity, instead of cheap ones",
      },
      output: {
        alias: "o",
        choices: ["table", "json"] as const,
        default: "table" as const,
        requiresArg: true,
        describe: "Form of the answer",
      },
      out: { ...text, describe: "Directory for sensitivity.json and charts" },
    }),
  handler: run,
};

async function run(args: SensitivityArgs): Promise<void> {
  const percent = parseWhole("change", args.change, DEFAULT_CHANGE_PERCENT, 1, 90);
  const trajectories = parseWhole("morris", args.morris, 0, 0, 1000);
  const seeds = parseSeeds(args.seeds, 1);
  const jobs = studyJobs(args.jobs);
  const { scenario: given } = await chooseScenario(args);
  const { cheapScenario } = await import("../../study/plan-settings.js");
  const { runsNeeded, sensitivity } = await import("../../study/sensitivity.js");
  const { firstSeeds } = await import("../../study/seed-runs.js");
  const { sensitivityText } = await import("../../study/sensitivity-text.js");
  const claim = await claimStudyDir(args.out);
  const stop = onStopSignal();
  const counter = runCounter();
  try {
    const options = {
      scenario: args["as-is"] ? given : cheapScenario(given),
      given,
      seeds: firstSeeds(seeds),
      change: percent / 100,
      trajectories,
      jobs,
      signal: stop.signal,
      onDone: counter.count,
    };
    say(`${given.name}: ${runsNeeded(options)} runs`);
    const document = await sensitivity(options);
    counter.stop();
    if (args.output === "json") printData(`${JSON.stringify(document, null, 2)}\n`);
    else printData(sensitivityText(document));
    if (args.out !== undefined) await write(args.out, document);
  } finally {
    claim.release();
    stop.forget();
  }
}

async function write(dir: string, document: SensitivityDocument): Promise<void> {
  const { tornadoChartsOf } = await import("../../report/charts/tornado.js");
  const { isDrawn } = await import("../../report/charts/chart.js");
  const { renderSvg } = await import("../../report/render-chart.js");
  const { writeFiles } = await import("../../study/write-files.js");
  const files = [{ name: "sensitivity.json", content: `${JSON.stringify(document, null, 2)}\n` }];
  for (const chart of tornadoChartsOf(document).filter(isDrawn)) {
    const name = join("charts", `${chart.name}.svg`);
    files.push({ name, content: `${await renderSvg(chart)}\n` });
  }
  for (const file of writeFiles(dir, files)) say(`wrote ${file}`);
}
