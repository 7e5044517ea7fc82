/**
 * A plan in words: the hard limits, then for each topology the answer with its confidence, today's headroom, what breaks
 * first beyond it, and what changes of settings gain. Not the plan itself (plan.ts).
 */
import { humanise, withSeparators } from "../report/format.js";
import { objectiveName, objectiveUnit, whereWorst } from "../report/objectives.js";
import { listWords, topologyWord } from "../report/words.js";
import type { HardLimit } from "./hard-limits.js";
import { loadOf, type Judgement, type SeededResult } from "./judge-seeds.js";
import type { Plan, Point, TopologyPlan, TriedRemedy } from "./plan.js";

/** Changes that gain less than this share, the coarseness of the trial, are summed up in one line. */
const WORTH_A_LINE = 0.1;
/** Answers that differ by less than this share are the same for a search of this coarseness. */
const ALIKE = 0.05;

/** The hard limits, as lines for a terminal. They are known before any run. */
export function limitLines(limits: readonly HardLimit[]): readonly string[] {
  return [
    "Hard limits (from sizes alone):",
    ...limits.map(({ name, unit, used, limit, remark, worstCase }) => {
      const share = humanise(used / limit, "ratio");
      const beyond = used <= limit ? "" : ` ${worstCase ? "so avoid that" : "BEYOND"}: ${remark}`;
      return `  ${name}: ${humanise(used, unit)} of ${humanise(limit, unit)} (${share})${beyond}`;
    }),
  ];
}

/** The whole plan for a terminal. */
export function planText(plan: Plan): string {
  const { name, unit, today } = plan.axis;
  const lines = [
    `${plan.scenario}: how many ${unit}? Today ${amount(today)}; ${plan.slos.length} objectives, ${plan.seeds} seeds, ${plan.runs} runs`,
    ...limitLines(plan.limits),
    ...plan.plans.flatMap((one) => topologyLines(plan, one)),
    ...noteLines(plan, name),
  ];
  return `${lines.join("\n")}\n`;
}

/** The plan as JSON. Infinite loads, of meshes that did not get in sync, become null. */
export function planJson(plan: Plan): string {
  return `${JSON.stringify({ schemaVersion: 1, ...plan }, null, 2)}\n`;
}

/** The answer in one sentence, as in "original: up to 96 clusters (6 × today), in 5 of 5 seeds". */
export function answerSentence(
  plan: Plan,
  { topology, answer, beyond, bound }: TopologyPlan,
): string {
  const { unit, today } = plan.axis;
  const word = topologyWord(topology);
  if (answer === undefined) {
    const least = beyond === undefined ? "" : ` (tried down to ${amount(beyond.value)})`;
    return `${word}: the objectives do not hold for any number of ${unit}${least}`;
  }
  const ratio = withSeparators(Number((answer.value / today).toPrecision(3)));
  const end =
    beyond === undefined
      ? `; ${bound.why}`
      : `; ${amount(beyond.value)} ${beyond.judgement.passed === false ? "break" : "do not surely keep"} them`;
  return `${word}: up to ${amount(answer.value)} ${unit} (${ratio} × today)${end}`;
}

function topologyLines(plan: Plan, one: TopologyPlan): readonly string[] {
  const { answer, beyond, today } = one;
  return [
    "",
    answerSentence(plan, one),
    ...(answer === undefined ? [] : [`  confidence: ${confidence(answer.judgement)}`]),
    `  today: ${headroom(today)}`,
    ...(beyond === undefined ? [] : [`  breaks first: ${breaks(beyond)}`]),
    ...(one.above === undefined ? [] : [`  10 % above: ${aboveWord(one.above)}`]),
    ...remedyLines(one).map((line) => `  ${line}`),
  ];
}

/** How sure the answer is: the seeds, and the objective nearest to its limit with its interval. */
function confidence({ seeds, critical }: Judgement): string {
  const held = `all objectives hold in ${seeds} of ${seeds} seeds`;
  return critical === undefined ? held : `${held}; nearest: ${resultWord(critical)}`;
}

function headroom({ judgement }: Point): string {
  const { passed, critical, load, failures } = judgement;
  if (failures.length > 0) return `does not get in sync: ${failures[0] ?? ""}`;
  const nearest = critical === undefined ? "" : `, nearest: ${resultWord(critical)}`;
  if (passed !== true) return `the objectives do not all hold${nearest}`;
  return `${humanise(1 - load, "ratio")} headroom${nearest}`;
}

function breaks({ value, judgement }: Point): string {
  const { critical, failures, results } = judgement;
  if (failures.length > 0)
    return `at ${amount(value)} the mesh does not get in sync (${failures[0] ?? ""})`;
  if (critical === undefined) return `at ${amount(value)}, for a reason that no objective names`;
  // By name: a plan that was read from its file holds the critical one twice.
  const first = objectiveName(critical);
  const others = results
    .filter((result) => objectiveName(result) !== first && result.passed !== true)
    .map((result) => `${objectiveName(result)} (${humanise(loadOf(result), "ratio")})`);
  const too = others.length === 0 ? "" : `; also ${listWords(others.slice(0, 3))}`;
  return `at ${amount(value)}: ${resultWord(critical)}${too}`;
}

function aboveWord(point: Point): string {
  const { passed, critical, failures } = point.judgement;
  if (failures.length > 0) return breaks(point);
  const nearest = critical === undefined ? "" : `: ${resultWord(critical)}`;
  const verdict =
    passed === true ? "the objectives still hold" : passed === false ? "broken" : "inconclusive";
  return `at ${amount(point.value)} ${verdict}${nearest}`;
}

/** As in `station_utilization mean 93 % at kvstoremesh rate limiter, cluster-003 (limit 90 %)`. */
export function resultWord(result: SeededResult): string {
  const unit = objectiveUnit(result);
  const where = whereWorst(result);
  const interval =
    result.low === undefined || result.high === undefined || result.low === result.high
      ? ""
      : ` [${humanise(result.low, unit)} to ${humanise(result.high, unit)}]`;
  const value = result.value === undefined ? "unknown" : humanise(result.value, unit);
  const limit = humanise(result.max, unit);
  return `${objectiveName(result)} ${value}${interval}${where === "" ? "" : ` at ${where}`}, limit ${limit}`;
}

function remedyLines({ remedies }: TopologyPlan): readonly string[] {
  const gains = ({ before, after }: TriedRemedy): boolean => after > before * (1 + WORTH_A_LINE);
  const useless = remedies.filter((remedy) => !gains(remedy)).map(({ name }) => name);
  return [
    ...remedies
      .filter(gains)
      .map((remedy) => `tried: ${remedy.name} (${remedy.set.join(", ")}): ${gain(remedy)}`),
    ...(useless.length === 0 ? [] : [`tried without gain: ${listWords(useless)}`]),
  ];
}

function gain({ before, after }: TriedRemedy): string {
  const more = before > 0 ? ` (+${humanise(after / before - 1, "ratio")})` : "";
  return `about ${amount(after)} instead of ${amount(before)}${more}, by one seed`;
}

function noteLines(plan: Plan, axis: string): readonly string[] {
  const [first, second] = plan.plans;
  const notes: string[] = [];
  if (first !== undefined && second !== undefined) {
    const [a, b] = [first.answer?.value ?? 0, second.answer?.value ?? 0];
    const near = Math.max(a, b) <= Math.min(a, b) * (1 + ALIKE);
    const further = topologyWord((a > b ? first : second).topology);
    const better = near ? "both reach about the same" : `${further} reaches further`;
    notes.push(`other topology: ${better} (${amount(a)} and ${amount(b)})`);
  }
  const judged = plan.plans.flatMap(({ today }) => today.judgement.results);
  const unseen = plan.slos.filter(
    ({ metric, stat }) => !judged.some((one) => one.metric === metric && one.stat === stat),
  );
  for (const { metric, stat } of unseen) {
    notes.push(`note: no run had the figure ${metric} ${stat}; that objective was not judged`);
  }
  if (plan.seeds < 5)
    notes.push(`note: ${plan.seeds} seeds are few for an interval; use --seeds 5`);
  if (axis === "nodes")
    notes.push("note: with the nodes of a cluster its endpoints and changes grow");
  return ["", ...notes];
}

function amount(value: number): string {
  return withSeparators(value);
}
