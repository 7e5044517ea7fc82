/**
 * A proof in words, tables and charts: for the terminal, as Markdown, and as the files that are committed.
 * It leaves out nothing: runs that were not counted and figures that are off stand beside the others.
 */
import { drawnFiles } from "../../report/drawn-files.js";
import { predictionChart } from "../../report/charts/prediction.js";
import { humanise, type DisplayUnit } from "../../report/format.js";
import { FIGURES, median, type FigureName } from "../outcome.js";
import type { ComparedFigure, FigureSummary, Verdict } from "./judge.js";
import type { Proof } from "./prove.js";

/** Figures in words. */
const WORDS: Readonly<Record<FigureName, string>> = {
  cpuSeconds: "etcd CPU",
  events: "events sent",
  sentBytes: "bytes sent",
  rssBytes: "resident memory",
  deliveryP50: "delivery p50",
  deliveryP95: "delivery p95",
  deliveryP99: "delivery p99",
  resyncP50: "resync p50",
  resyncP99: "resync p99",
  bootstrapSeconds: "bootstrap",
};

const VERDICTS: Readonly<Record<Verdict, string>> = {
  within: "within goal",
  noise: "within noise",
  off: "OFF",
};

/** The columns of the table of figures, and its rows as text. */
export const FIGURE_COLUMNS = [
  "scenario",
  "figure",
  "predicted",
  "measured",
  "ratio",
  "noise",
  "verdict",
] as const;

/** One row for each figure of each scenario. */
export function figureRows(compared: readonly ComparedFigure[]): readonly (readonly string[])[] {
  return compared.map((one) => [
    one.scenario,
    WORDS[one.figure],
    humanise(one.predicted, unitOf(one.figure)),
    humanise(one.measured, unitOf(one.figure)),
    one.ratio.toFixed(2),
    percent(one.noise),
    VERDICTS[one.verdict],
  ]);
}

/** The columns of the summary. */
export const SUMMARY_COLUMNS = [
  "figure",
  "points",
  "within goal",
  "goal",
  "median error",
  "p90 error",
  "median ratio",
  "noise floor",
] as const;

/** One row for each figure. */
export function summaryRows(summary: readonly FigureSummary[]): readonly (readonly string[])[] {
  return summary.map((one) => [
    WORDS[one.figure],
    String(one.points),
    String(one.within),
    percent(one.goal),
    percent(one.medianError),
    percent(one.p90Error),
    one.medianRatio.toFixed(2),
    percent(one.medianNoise),
  ]);
}

/** What disturbed the measurement, one line each. */
export function conditionLines(proof: Proof): readonly string[] {
  const { runs, references } = proof;
  const share = (of: (run: Proof["runs"][number]) => number): string =>
    `${median(runs.map(of)).toFixed(2)} (highest ${Math.max(...runs.map(of)).toFixed(2)})`;
  const invalid = runs.filter((run) => run.invalid !== null);
  const bound = runs.filter(({ isClientBound }) => isClientBound);
  const reference = references.map((ns) => humanise(ns / 1e9, "seconds")).join(", ");
  return [
    `Profile ${proof.profile}, etcd ${proof.etcd}, seed ${proof.seed}, ${runs.length} runs.`,
    `Cores that others used: ${share(({ conditions }) => conditions.othersShare)}; etcd waited for a core: ${share(({ conditions }) => conditions.etcdWaitShare)}.`,
    `The lab's busiest thread: ${share(({ conditions }) => conditions.busiestThread)}. Deliveries not timed because it stood still: ${share(({ conditions }) => conditions.standstillShare)}.`,
    `Reference load, CPU of one put to 20 connections, before and after each round: ${reference}.`,
    invalid.length === 0
      ? "No run was left out."
      : `Left out: ${invalid.map(({ scenario, round, invalid: why }) => `${scenario} round ${round} (${why ?? ""})`).join("; ")}.`,
    ...(bound.length === 0
      ? []
      : [
          `Times of herds and of deliveries meanwhile left out, because all waited for the lab's client and not for etcd: ${bound.map(({ scenario, round }) => `${scenario} round ${round}`).join("; ")}.`,
        ]),
  ];
}

/** The proof as Markdown. */
export function proofMarkdown(proof: Proof): string {
  const off = proof.compared.filter(({ verdict }) => verdict === "off").length;
  return [
    "# Predicted and measured",
    "",
    ...conditionLines(proof).map((line) => `- ${line}`),
    "",
    "Error: how far predicted and measured are apart, as a share of the smaller one. Noise: the same between the lowest and",
    "the highest of repeated identical runs; a prediction cannot be told to be better than that.",
    "",
    ...markdownTable(SUMMARY_COLUMNS, summaryRows(proof.summary)),
    "",
    "![etcd CPU, predicted against measured](cpuSeconds.svg)",
    "",
    `## Every figure (${off} of ${proof.compared.length} off)`,
    "",
    ...markdownTable(FIGURE_COLUMNS, figureRows(proof.compared)),
    "",
  ].join("\n");
}

/** The files of a proof, with one chart for each figure that is spread over several scenarios. */
export async function proofFiles(
  proof: Proof,
  manifest: object,
): Promise<readonly { readonly name: string; readonly content: string }[]> {
  const charts = proof.summary
    .filter(({ points, figure }) => points > 1 && figure !== "events")
    .map(({ figure, goal }) =>
      predictionChart({
        name: figure,
        title: `${WORDS[figure]}: predicted against measured`,
        unit: unitOf(figure),
        goal,
        subtitle: [`etcd ${proof.etcd}, profile ${proof.profile}; bars: lowest and highest run`],
        points: proof.compared.filter((one) => one.figure === figure),
      }),
    );
  return [
    { name: "README.md", content: proofMarkdown(proof) },
    { name: "proof.json", content: `${JSON.stringify(proof, null, 1)}\n` },
    { name: "manifest.json", content: `${JSON.stringify(manifest, null, 2)}\n` },
    ...(await drawnFiles(charts)),
  ];
}

function unitOf(figure: FigureName): DisplayUnit {
  const unit = FIGURES[figure];
  if (unit === "s") return "seconds";
  return unit === "bytes" ? (figure === "sentBytes" ? "wire bytes" : "bytes") : "count";
}

function percent(share: number): string {
  if (!Number.isFinite(share)) return "-";
  return `${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;
}

function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)];
}
