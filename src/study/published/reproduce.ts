/**
 * Simulates what the published figures need, judges them, and writes results, charts and the page. Runs go one after
 * another with one seed; every one of them is in the manifest with the command that repeats it.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SummaryRow } from "../../measure/documents.js";
import { renderSvg } from "../../report/render-chart.js";
import { loadCostProfile } from "../../runner/cost-profiles.js";
import { packageVersion } from "../../runner/package-info.js";
import { replicate } from "../replicate.js";
import { writeFiles, type StudyFile } from "../write-files.js";
import { publishedCharts } from "./charts.js";
import { readPublished } from "./folder.js";
import type { FigureRun, PublishedFigure } from "./load.js";
import { simulatedValue } from "./measure.js";
import { validationPage } from "./page.js";
import { commandOf, judgeAgain, renderJson, resultsOf, runsOf } from "./results.js";
import type { PublishedResults, Simulated } from "./results.js";
import { judgedOf, summarise } from "./summary.js";

/** Where the figures lie, and what is made of them, from the project's root. */
export const FIGURES = "experiments/published/figures";
export const RESULTS = "results/published";
export const PAGE = "docs/background/validation.md";
export const SEED = "1";

const RESULTS_FILE = `${RESULTS}/figures.json`;
const MANIFEST_FILE = `${RESULTS}/manifest.json`;

export interface ReproduceOptions {
  /** The project's folder. */
  readonly root: string;
  /** Simulate nothing: the page and the charts from the results that are there. */
  readonly fromResults: boolean;
  /** Takes a line of progress. */
  readonly say: (line: string) => void;
}

/** One run as the manifest tells of it. */
interface RunRecord {
  readonly id: string;
  readonly command: string;
  readonly costProfile: { readonly name: string; readonly hash: string };
  readonly events: number;
  readonly warnings: readonly string[];
}

/** @throws UserError on bad files, and what a simulation throws. */
export async function reproducePublished(options: ReproduceOptions): Promise<void> {
  const { root, fromResults, say } = options;
  const figures = readPublished(root, FIGURES);
  const { results, manifest } = fromResults
    ? storedResults(root, figures)
    : await freshResults(figures, say);
  const text = renderJson(results);
  const files = { "figures.json": hashOf(text) };
  writeFiles(root, [
    { name: RESULTS_FILE, content: text },
    { name: MANIFEST_FILE, content: renderJson({ ...manifest, files }) },
    ...(await derivedFiles(figures, results)),
  ]);
  const { reproduced, off, undecided } = summarise(judgedOf(figures, results));
  say(`${reproduced.length} reproduced, ${off.length} off, ${undecided.length} undecided: ${PAGE}`);
}

/** The committed results. */
export function readResults(root: string): PublishedResults {
  return JSON.parse(readFileSync(join(root, RESULTS_FILE), "utf8")) as PublishedResults;
}

/** What follows from figures and results without a simulation: the page and the charts. */
export async function derivedFiles(
  figures: readonly PublishedFigure[],
  results: PublishedResults,
): Promise<readonly StudyFile[]> {
  const files: StudyFile[] = [{ name: PAGE, content: validationPage(figures, results) }];
  for (const chart of publishedCharts(judgedOf(figures, results))) {
    const svg = await renderSvg(chart);
    files.push({ name: `${RESULTS}/${chart.name}.svg`, content: svg });
    files.push({ name: `${RESULTS}/${chart.name}.vl.json`, content: renderJson(chart.spec) });
  }
  return files;
}

/** Rows of one run, and what the manifest tells of it. */
export async function simulateRun(
  run: FigureRun,
): Promise<{ readonly rows: readonly SummaryRow[]; readonly record: RunRecord }> {
  const { id, scenario } = run;
  const { rows, events, warnings } = await replicate({
    point: { id, labels: {}, scenario },
    seed: SEED,
  });
  const { costProfile: name } = scenario.etcd;
  // Values only: other words about a source are no other costs.
  const values = loadCostProfile(name).constants.map((one) => [one.name, one.value]);
  const record = {
    id,
    command: commandOf(run, SEED),
    costProfile: { name, hash: hashOf(JSON.stringify(values)) },
    events,
    warnings: [...new Set(warnings.map(({ code }) => code))].sort(),
  };
  return { rows, record };
}

/** Everything about the runs that is no result. Times and facts of the machine are not in it: it is committed. */
interface Manifest {
  readonly manifestVersion: 1;
  /** Version of clustermesh-sim, and major version of Node: Math.log may differ in another. */
  readonly version: string;
  readonly node: string;
  readonly seed: string;
  readonly runs: readonly RunRecord[];
}

interface Outcome {
  readonly results: PublishedResults;
  readonly manifest: Manifest;
}

function storedResults(root: string, figures: readonly PublishedFigure[]): Outcome {
  const manifest = JSON.parse(readFileSync(join(root, MANIFEST_FILE), "utf8")) as Manifest;
  return { results: judgeAgain(figures, readResults(root)), manifest };
}

async function freshResults(
  figures: readonly PublishedFigure[],
  say: (line: string) => void,
): Promise<Outcome> {
  const rowsOf = new Map<string, readonly SummaryRow[]>();
  const records: RunRecord[] = [];
  const runs = runsOf(figures);
  for (const [index, run] of runs.entries()) {
    say(`${index + 1}/${runs.length} ${commandOf(run, SEED)}`);
    const { rows, record } = await simulateRun(run);
    rowsOf.set(run.id, rows);
    records.push(record);
  }
  const simulate = (figure: PublishedFigure): Simulated | undefined => {
    const value = simulatedValue(figure, ({ id }) => rowsOf.get(id) ?? []);
    if (value === undefined) return undefined;
    const ids = runsOf([figure]).map(({ id }) => id);
    const codes = records.filter(({ id }) => ids.includes(id)).flatMap(({ warnings }) => warnings);
    return { value, warnings: [...new Set(codes)].sort() };
  };
  const version = packageVersion();
  const node = process.versions.node.split(".")[0] ?? "";
  return {
    results: resultsOf(figures, simulate, { version, seed: SEED }),
    manifest: { manifestVersion: 1, version, node, seed: SEED, runs: records },
  };
}

/** First 16 hex digits of the SHA-256. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
