/**
 * Builds the explorer: one HTML file that needs no network, with the engine and the models for a web worker in it.
 * esbuild bundles the code in browser/; the chart libraries and the style are those of the report.
 * Not here: serving it (cli/commands/ui.ts).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { escapeJson, escapeScript } from "../report/html/escape.js";
import { readChartLibraries } from "../report/html/libraries.js";
import { PAGE_STYLE } from "../report/html/style.js";
import { costProfileNames } from "../runner/cost-profiles.js";
import { packageRoot, packageVersion } from "../runner/package-info.js";
import { EXPLORER_STYLE } from "./style.js";

/** Nothing may be loaded; the worker is made from the page's own text. Vega compiles its expressions, hence unsafe-eval. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; " +
  "worker-src blob:; img-src data: blob:; base-uri 'none'; form-action 'none'";

/** The whole page. @throws Error when the code does not compile. */
export async function buildExplorer(): Promise<string> {
  const [app, worker] = await Promise.all([bundle("app.ts"), bundle("worker.ts")]);
  const profiles = Object.fromEntries(
    costProfileNames().map((name) => [
      name,
      readFileSync(join(packageRoot(), "models", "etcd", "costs", `${name}.yaml`), "utf8"),
    ]),
  );
  const libraries = readChartLibraries().map((code) => `<script>${code}</script>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Explorer · clustermesh-sim</title>
<style>${PAGE_STYLE}${EXPLORER_STYLE}</style>
</head>
<body>
<a class="skip" href="#results">Skip to the results</a>
<div class="layout">
${CONTROLS}
<main id="results" aria-label="Results" tabindex="-1" data-state="empty">
<p class="lead">Set up a mesh and press <strong>Run</strong>: both topologies are simulated here, in your browser.
Nothing is sent anywhere.</p>
</main>
</div>
<script type="application/json" id="built">${escapeJson({ version: packageVersion(), profiles })}</script>
<script type="text/plain" id="worker-code">${escapeScript(worker)}</script>
${libraries.join("\n")}
<script>${escapeScript(app)}</script>
</body>
</html>
`;
}

const CONTROLS = `<div class="controls" role="region" aria-label="Scenario">
<h1>Cluster mesh explorer</h1>
<p class="hint">Original Cilium Cluster Mesh beside KVStoreMesh. All figures are simulated.</p>
<div class="field choice"><label for="preset">Start from</label><select id="preset"></select></div>
<div class="field"><label for="seed">Seed</label><input id="seed" autocomplete="off" spellcheck="false"></div>
<p><button type="button" id="run" class="main">Run</button><button type="button" id="cancel" hidden>Cancel</button>
<button type="button" id="reset">Undo all changes</button></p>
<div id="bars"></div>
<p id="status" role="status" aria-live="polite" class="hint"></p>
<div id="errors" class="errors" role="alert"></div>
<p id="estimate" class="estimate"></p>
<div id="form"></div>
<details class="group"><summary>Incidents</summary>
<p id="incident-examples"></p>
<label for="incidents">Incidents, a YAML list as in a scenario file</label>
<textarea id="incidents" spellcheck="false"></textarea></details>
<details class="group"><summary>Anything else</summary>
<label for="others">Further settings, one <code>path=value</code> a line</label>
<textarea id="others" spellcheck="false" placeholder="spec.clustermesh.cacheTTL=1m"></textarea></details>
<h2>The same numbers in a terminal</h2>
<code id="command" class="command"></code>
<p><button type="button" id="save-scenario">Scenario (YAML)</button>
<button type="button" id="save-summary" disabled>summary.json</button>
<button type="button" id="save-metrics" disabled>metrics.ndjson</button></p>
<p class="hint">The address of this page holds everything that is set: copy it to share.</p>
</div>`;

async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [join(packageRoot(), "src", "explorer", "browser", entry)],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    logLevel: "silent",
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error(`esbuild should make a file of ${entry}`);
  return file.text;
}
