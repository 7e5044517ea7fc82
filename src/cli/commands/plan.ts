/**
 * `plan`: how far a mesh can grow. It says the hard limits before any run, then searches, and prints the answer. With
 * --out it also writes plan.json, plan.txt and the frontier as a chart.
 */
import type { CommandModule } from "yargs";
import type { Axis } from "../../study/axes.js";
import type { Frontier } from "../../study/frontier.js";
import type { Plan } from "../../study/plan.js";
import type { Scenario } from "../../scenario/scenario.js";
import { UserError } from "../../scenario/user-error.js";
import { EXIT } from "../exit-codes.js";
import { JudgedExit } from "../judged-exit.js";
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

const AXIS_NAMES = ["clusters", "nodes", "endpoints", "churn"] as const;

type PlanArgs = ScenarioArgs & {
  readonly axis: (typeof AXIS_NAMES)[number];
  readonly group?: string | undefined;
  readonly seeds?: string | undefined;
  readonly jobs?: string | undefined;
  readonly tolerance?: string | undefined;
  readonly farthest?: string | undefined;
  readonly frontier?: string | undefined;
  readonly "no-remedies": boolean;
  readonly "as-is": boolean;
  readonly output: "table" | "json";
  readonly out?: string | undefined;
};

const text = { type: "string", requiresArg: true } as const;
const DEFAULT_SEEDS = 5;
const DEFAULT_TOLERANCE_PERCENT = 5;
const DEFAULT_FARTHEST = 16;

/** The command for yargs. */
export const planCommand: CommandModule<object, PlanArgs> = {
  command: "plan [preset]",
  describe: "Find how far a mesh can grow within its objectives",
  builder: (argv) =>
    withScenarioOptions(argv).options({
      axis: {
        choices: AXIS_NAMES,
        default: "clusters" as const,
        requiresArg: true,
        describe: "What grows; nodes take their endpoints and changes along",
      },
      group: { ...text, describe: "Only the clusters of this group grow" },
      ...STUDY_OPTIONS,
      tolerance: { ...text, describe: "Coarseness of the answer in percent (default: 5)" },
      farthest: { ...text, describe: "Search up to so many times today's value (default: 16)" },
      frontier: {
        ...text,
        describe:
          "Also find the most clusters for so many sizes of cluster, and draw them (with --out)",
      },
      "no-remedies": { type: "boolean", default: false, describe: "Do not try other settings" },
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
        describe: "Form of the plan",
      },
      out: { ...text, describe: "Directory for plan.json, plan.txt and charts" },
    }),
  handler: plan,
};

async function plan(args: PlanArgs): Promise<void> {
  const seeds = parseSeeds(args.seeds, DEFAULT_SEEDS);
  const jobs = studyJobs(args.jobs);
  const percent = parseWhole("tolerance", args.tolerance, DEFAULT_TOLERANCE_PERCENT, 1, 50);
  const farthest = parseWhole("farthest", args.farthest, DEFAULT_FARTHEST, 2, 10_000);
  const sizes = parseWhole("frontier", args.frontier, 0, 0, 20);
  const chosen = await chooseScenario(args);
  const { cheapScenario } = await import("../../study/plan-settings.js");
  const scenario = args["as-is"] ? chosen.scenario : cheapScenario(chosen.scenario);
  const { axisOf } = await import("../../study/axes.js");
  refuseUnknownGroup(scenario, args.group);
  const axis = (one: Scenario): Axis => axisOf(one, args.axis, args.group);
  const { makePlan } = await import("../../study/plan.js");
  const { hardLimits } = await import("../../study/hard-limits.js");
  const { limitLines } = await import("../../study/plan-text.js");
  for (const line of limitLines(hardLimits(scenario))) say(line);

  const claim = await claimStudyDir(args.out);
  const stop = onStopSignal();
  const counter = runCounter();
  const shared = { scenario, jobs, farthest, signal: stop.signal, onDone: counter.count };
  try {
    const remedies = !args["no-remedies"];
    const made = await makePlan({ ...shared, axis, seeds, tolerance: percent / 100, remedies });
    const { makeFrontier } = await import("../../study/frontier.js");
    const frontier = sizes === 0 ? undefined : await makeFrontier(shared, sizes);
    counter.stop();
    await present(args, made, frontier);
  } finally {
    claim.release();
    stop.forget();
  }
}

function refuseUnknownGroup({ groups, name }: Scenario, group: string | undefined): void {
  if (group === undefined || groups.some((one) => one.name === group)) return;
  const names = groups.map((one) => one.name).join(", ");
  throw new UserError([
    { file: name, path: "--group", message: `no group "${group}"; there are: ${names}` },
  ]);
}

async function present(args: PlanArgs, made: Plan, frontier: Frontier | undefined): Promise<void> {
  const { planJson, planText } = await import("../../study/plan-text.js");
  printData(args.output === "json" ? planJson(made) : planText(made));
  if (args.out !== undefined) {
    const { writePlan } = await import("../../study/write-plan.js");
    for (const file of await writePlan(args.out, made, frontier)) say(`wrote ${file}`);
  } else if (frontier !== undefined && args.output === "table") {
    printData("frontier (nodes a cluster: most clusters):\n");
    for (const { topology, nodes, clusters, endedBy } of frontier.points) {
      printData(`  ${topology}  ${nodes}: ${clusters} (${endedBy})\n`);
    }
  }
  const missed = made.plans.filter(({ today }) => today.judgement.passed === false);
  if (missed.length === 0) return;
  const names = missed.map(({ topology }) => topology).join(", ");
  throw new JudgedExit(EXIT.sloFailed, `today's mesh misses its objectives: ${names}`);
}
