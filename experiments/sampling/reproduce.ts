/**
 * `npm run experiments sampling` simulates the meshes again, whole and sampled, judges the intervals and draws the charts:
 * about a quarter of an hour of processor time. `npx tsx experiments/sampling/reproduce.ts --only 64` simulates one mesh and
 * keeps what is known of the other; `--from-results` only judges and draws again. Ends with 1 when an interval keeps less
 * than it says.
 */
import { existsSync, readFileSync } from "node:fs";
import { textTable } from "../../src/cli/text-table.js";
import { renderSvg } from "../../src/report/render-chart.js";
import { runChildren } from "../children.js";
import { writeResult } from "../incident-runs.js";
import { samplingCharts } from "./charts.js";
import { coverage, type Coverage } from "./judge.js";
import { EXPERIMENT, MESHES, SEEDS, type SampledMesh, type SeedResult } from "./runs.js";

const FILE = new URL(`../../results/${EXPERIMENT}/seeds.json`, import.meta.url);
const only = process.argv.includes("--only")
  ? Number(process.argv[process.argv.indexOf("--only") + 1])
  : undefined;
const wanted = process.argv.includes("--from-results")
  ? []
  : MESHES.filter(({ clusters }) => only === undefined || only === clusters);
const simulated = await simulateAll(wanted);
const isNew = ({ exact }: SeedResult): boolean =>
  wanted.some(({ clusters }) => clusters === exact.clusters);
const seeds = [...known().filter((one) => !isNew(one)), ...simulated].sort(
  ({ exact: a }, { exact: b }) => a.clusters - b.clusters || a.seed - b.seed,
);
const compared = seeds.flatMap((one) => one.compared);
const rows = coverage(compared);
writeResult(EXPERIMENT, "seeds.json", linesOf(seeds));
writeResult(EXPERIMENT, "coverage.json", linesOf(rows));
for (const chart of samplingCharts(compared, rows)) {
  writeResult(EXPERIMENT, `${chart.name}.vl.json`, `${JSON.stringify(chart.spec, undefined, 2)}\n`);
  writeResult(EXPERIMENT, `${chart.name}.svg`, await renderSvg(chart));
}
process.stdout.write(table(rows));
const differing = seeds.reduce((sum, { exact }) => sum + exact.structure + exact.original, 0);
process.stdout.write(
  `\nfigures that should be equal and are not (structure, original topology): ${differing}\n`,
);
if (differing > 0 || rows.some(({ atStatedRate }) => !atStatedRate)) process.exitCode = 1;

function known(): readonly SeedResult[] {
  if (!existsSync(FILE)) return [];
  return JSON.parse(readFileSync(FILE, "utf8")) as readonly SeedResult[];
}

function simulateAll(meshes: readonly SampledMesh[]): Promise<readonly SeedResult[]> {
  const orders = meshes.flatMap((mesh) =>
    Array.from({ length: SEEDS }, (_, index) => ({ mesh, seed: index + 1 })),
  );
  return runChildren(new URL("one-seed.ts", import.meta.url), orders, {
    name: EXPERIMENT,
    tell: ({ mesh, seed }) =>
      process.stderr.write(`sampling: ${mesh.clusters} clusters, seed ${seed}\n`),
  });
}

function table(found: readonly Coverage[]): string {
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  return textTable(
    ["clusters", "others", "figure", "inside", "mean error", "half width", "keeps 95 %"],
    found.map((row) => [
      String(row.clusters),
      row.others,
      row.figure,
      `${row.inside} of ${row.seeds}`,
      percent(row.bias),
      percent(row.halfWidth),
      row.atStatedRate ? "yes" : "NO",
    ]),
  );
}

/** A line for each entry, so that a change of one shows as one. */
function linesOf(entries: readonly (SeedResult | Coverage)[]): string {
  return `[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]\n`;
}
