/**
 * Takes a picture of each preset's report and of the explorer, wide and on a phone, light and dark, and says what is
 * wrong with them. `npm run screenshots -- [--out DIR] [PRESET...]`; ends with 1 when something is.
 * Not a test by itself: simulating every preset takes minutes. The short form is pages-are-whole.test.ts.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { buildExplorer } from "../../src/explorer/page.js";
import { renderFragment } from "../../src/explorer/state.js";
import { readRunDirectory } from "../../src/report/read.js";
import { writeReport } from "../../src/report/write.js";
import { runScenario } from "../../src/runner/run.js";

import { presetScenario, PRESETS } from "../../src/scenario/presets.js";
import { launchBrowser, PHONE, visit } from "./offline-browser.js";
import { pageFaults } from "./page-checks.js";

const DESK = { width: 1280, height: 900 };
const DRAWN = 'html[data-charts="ready"]';
const DONE = '#results[data-state="done"]';

interface Job {
  readonly name: string;
  readonly address: string;
  /** Brings the page to the state that is looked at. */
  readonly run: boolean;
}

const args = process.argv.slice(2);
const outAt = args.indexOf("--out");
const dir = resolve(outAt < 0 ? "results/local/screenshots" : (args[outAt + 1] ?? "."));
const wanted = args.filter((_, index) => outAt < 0 || (index !== outAt && index !== outAt + 1));
const names = wanted.length > 0 ? wanted : [...PRESETS.map(({ name }) => name), "explorer"];
mkdirSync(dir, { recursive: true });
const browser = await launchBrowser();
try {
  const faults: string[] = [];
  for (const name of names) {
    const job = name === "explorer" ? await explorerJob() : await reportJob(name);
    for (const [width, viewport] of Object.entries({ 1280: DESK, 390: PHONE })) {
      for (const colorScheme of ["light", "dark"] as const) {
        const picture = `${job.name}-${width}-${colorScheme}.png`;
        const found = await look(browser, job, { viewport, colorScheme, file: join(dir, picture) });
        faults.push(...found.map((fault) => `${picture}: ${fault}`));
        process.stderr.write(`${join(dir, picture)}: ${found.length} faults\n`);
      }
    }
  }
  process.stdout.write(faults.map((fault) => `${fault}\n`).join(""));
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await browser.close();
}

/** A preset, or the directory of a run that exists already. */
async function reportJob(name: string): Promise<Job> {
  const isPreset = PRESETS.some((preset) => preset.name === name);
  const run = isPreset
    ? await runScenario({
        scenario: presetScenario(name),
        seed: "1",
        replay: `clustermesh-sim run ${name} --seed 1`,
        jobs: 2,
      })
    : readRunDirectory(name);
  const short = run.summary.scenario.name;
  const { reportPath } = await writeReport(run, isPreset ? join(dir, name) : name);
  return { name: short, address: pathToFileURL(reportPath).href, run: false };
}

async function explorerJob(): Promise<Job> {
  const file = join(dir, "explorer.html");
  writeFileSync(file, await buildExplorer());
  const state = { preset: "three-clusters", seed: "1", set: ["spec.simulation.duration=1m"] };
  const address = `${pathToFileURL(file).href}#${renderFragment(state)}`;
  return { name: "explorer", address, run: true };
}

async function look(
  on: Browser,
  { address, run }: Job,
  options: {
    readonly viewport: { readonly width: number; readonly height: number };
    readonly colorScheme: "light" | "dark";
    readonly file: string;
  },
): Promise<readonly string[]> {
  const { viewport, colorScheme, file } = options;
  let faults: readonly string[] = [];
  await visit(on, { address, viewport, colorScheme }, async (page) => {
    if (run) {
      await page.click("#run");
      await page.waitForSelector(DONE, { timeout: 60_000 });
      await page.waitForFunction(
        "[...document.querySelectorAll('.picture')].every((one) => one.dataset.drawn === 'yes')",
      );
    } else {
      await page.waitForSelector(DRAWN, { state: "attached" });
    }
    await page.evaluate("new Promise((done) => setTimeout(done, 300))");
    faults = await pageFaults(page);
    await page.screenshot({ path: file, fullPage: true });
  });
  return faults;
}
