/**
 * The explorer's page: a form beside the results. The address holds what is set; the same numbers come from the command
 * that is shown. Nothing is sent anywhere. Not here: the form (form.ts), the run (runs.ts), the results (results.ts).
 */
import { parse } from "yaml";
import type { RunResult } from "../../runner/result.js";
import { renderSummaryJson } from "../../runner/result.js";
import { PRESETS } from "../../scenario/presets.js";
import { renderScenario } from "../../scenario/render.js";
import type { Scenario, TopologyName } from "../../scenario/scenario.js";
import { UserError } from "../../scenario/user-error.js";
import { runCost } from "../../runner/run-cost.js";
import { fieldGroups } from "../fields.js";
import { commandOf, parseFragment, renderFragment, scenarioOf, withChange } from "../state.js";
import { byId, download, element } from "./dom.js";
import { drawForm } from "./form.js";
import { drawPartial, drawResult, pause } from "./results.js";
import { BrowserRun, type Built } from "./runs.js";

const INCIDENTS = "spec.incidents";
/** From this width on the results stand beside the form (../style.ts). */
const WIDE = 1000;
/** What the buttons above the list of incidents put into it. */
const EXAMPLES: Readonly<Record<string, string>> = {
  "agents restart": "- { at: 10s, what: agents-restart, agents: 10%, jitter: 5s }",
  "apiserver pod replaced": "- { at: 10s, what: apiserver-pod-replaced, cluster: CLUSTER }",
  "kvstoremesh restarts": "- { at: 10s, what: kvstoremesh-restart, cluster: CLUSTER }",
  "etcd restarts": "- { at: 10s, what: etcd-restart, cluster: CLUSTER }",
  "burst of changes":
    "- { at: 10s, what: churn-burst, cluster: CLUSTER, burst: rollout, objects: 200, over: 5s }",
};

const built = JSON.parse(byId("built", HTMLScriptElement).text) as Omit<Built, "workerCode">;
const workerCode = byId("worker-code", HTMLScriptElement).text;
const results = byId("results", HTMLElement);
const status = byId("status", HTMLElement);
const errors = byId("errors", HTMLElement);
const bars = byId("bars", HTMLElement);
const presets = byId("preset", HTMLSelectElement);
const seed = byId("seed", HTMLInputElement);
const incidents = byId("incidents", HTMLTextAreaElement);
const others = byId("others", HTMLTextAreaElement);
const runButton = byId("run", HTMLButtonElement);
const cancelButton = byId("cancel", HTMLButtonElement);

let state = parseFragment(location.hash);
let scenario: Scenario | undefined;
let current: BrowserRun | undefined;
let last: RunResult | undefined;

/** Reads the scenario of the state anew and shows it, or what is wrong with it. */
function refresh(): void {
  history.replaceState(null, "", `#${renderFragment(state)}`);
  byId("command", HTMLElement).textContent = commandOf(state);
  presets.value = state.preset;
  seed.value = state.seed;
  try {
    scenario = scenarioOf(state);
    errors.replaceChildren();
    drawForm(byId("form", HTMLElement), fieldGroups(scenario, hasGroups()), {
      changed: new Set(state.set.map((one) => one.slice(0, one.indexOf("=")))),
      onChange: (path, value) => change(path, value),
    });
    const { seconds, events } = runCost(scenario);
    const nodes = scenario.groups.reduce((sum, group) => sum + group.clusters * group.agents, 0);
    byId("estimate", HTMLElement).textContent =
      `${nodes.toLocaleString("en")} agents, about ${short(events)} events, ${short(seconds)} s of one core (good to a factor of three)`;
  } catch (error) {
    scenario = undefined;
    showError(error);
  }
  const isRunning = current !== undefined;
  runButton.disabled = scenario === undefined || isRunning;
  cancelButton.hidden = !isRunning;
}

function hasGroups(): boolean {
  const yaml = PRESETS.find(({ name }) => name === state.preset)?.yaml ?? "";
  const document = parse(yaml) as {
    readonly spec?: { readonly mesh?: { readonly groups?: unknown } };
  };
  return document.spec?.mesh?.groups !== undefined;
}

function change(path: string, value: string): void {
  state = withChange(state, path, value === "" ? undefined : value);
  refresh();
}

function showError(error: unknown): void {
  const messages =
    error instanceof UserError
      ? error.problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
      : [error instanceof Error ? error.message : String(error)];
  errors.replaceChildren(...messages.map((message) => element("p", {}, message)));
}

function run(): void {
  if (scenario === undefined) return;
  last = undefined;
  results.dataset["state"] = "running";
  // On a phone the results lie far below the button.
  if (innerWidth < WIDE) results.scrollIntoView();
  bars.replaceChildren();
  try {
    const input = { scenario, seed: state.seed, replay: commandOf(state) };
    current = new BrowserRun({ ...built, workerCode }, input, {
      progress: (topology, { phase, fraction, simulatedNs }) => {
        bar(topology).value = fraction;
        status.textContent = `${phase}, ${(simulatedNs / 1e9).toFixed(0)} s of simulated time`;
      },
      partial: (look) => void drawNow(look),
      done: (result, wallSeconds) => {
        last = result;
        drawResult(results, result);
        stopped(`done in ${wallSeconds.toFixed(1)} s`);
      },
      failed: (message) => {
        stopped("failed");
        showError(new Error(message));
      },
    });
    status.textContent = "starting";
  } catch (error) {
    showError(error);
  }
  refresh();
}

/** Draws what is known so far, unless it is being drawn; then rests three times as long as that took. */
async function drawNow(look: () => RunResult): Promise<void> {
  if (isDrawing) return;
  isDrawing = true;
  const startedMs = performance.now();
  await drawPartial(results, look());
  await pause(3 * (performance.now() - startedMs));
  isDrawing = false;
}
let isDrawing = false;

function stopped(message: string): void {
  current = undefined;
  status.textContent = message;
  bars.replaceChildren();
  for (const name of ["save-summary", "save-metrics"])
    byId(name, HTMLButtonElement).disabled = !last;
  refresh();
}

function bar(topology: TopologyName): HTMLProgressElement {
  const found = bars.querySelector<HTMLProgressElement>(`#bar-${topology}`);
  if (found !== null) return found;
  const made = element("progress", {
    id: `bar-${topology}`,
    max: "1",
    "aria-label": `progress of ${topology}`,
  });
  bars.append(element("div", { class: topology }, element("span", {}, topology), made));
  return made;
}

function short(value: number): string {
  return value >= 1e6
    ? `${(value / 1e6).toPrecision(2)} million`
    : Number(value.toPrecision(2)).toLocaleString("en");
}

/** The list of incidents, as one line: that is how a command line can hold it. */
function readIncidents(): void {
  const text = incidents.value.trim();
  try {
    const value = text === "" ? undefined : JSON.stringify(parse(text));
    state = withChange(state, INCIDENTS, value);
    refresh();
  } catch {
    showError(new Error("spec.incidents: the list is not valid YAML"));
  }
}

function readOthers(): void {
  const lines = others.value
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const kept = state.set.filter((one) => !otherLines.has(one));
  otherLines = new Set(lines);
  state = { ...state, set: [...kept, ...lines] };
  refresh();
}
let otherLines: ReadonlySet<string> = new Set();

function start(): void {
  for (const { name, summary } of PRESETS)
    presets.append(element("option", { value: name, title: summary }, name));
  presets.addEventListener("change", () => {
    state = { ...state, preset: presets.value, set: [] };
    incidents.value = "";
    refresh();
  });
  seed.addEventListener("change", () => {
    state = { ...state, seed: seed.value };
    refresh();
  });
  for (const [name, text] of Object.entries(EXAMPLES)) {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => {
      const cluster = firstCluster();
      incidents.value =
        `${incidents.value.trimEnd()}\n${text.replace("CLUSTER", cluster)}`.trimStart();
      readIncidents();
    });
    byId("incident-examples", HTMLElement).append(button);
  }
  incidents.addEventListener("change", readIncidents);
  others.addEventListener("change", readOthers);
  runButton.addEventListener("click", run);
  cancelButton.addEventListener("click", () => {
    current?.cancel();
    results.dataset["state"] = "cancelled";
    stopped("cancelled");
  });
  byId("reset", HTMLButtonElement).addEventListener("click", () => {
    state = { ...state, set: [] };
    incidents.value = "";
    others.value = "";
    refresh();
  });
  byId("save-scenario", HTMLButtonElement).addEventListener("click", () => {
    if (scenario !== undefined) download(`${scenario.name}.yaml`, renderScenario(scenario));
  });
  byId("save-summary", HTMLButtonElement).addEventListener("click", () => {
    if (last !== undefined) download("summary.json", renderSummaryJson(last.summary));
  });
  byId("save-metrics", HTMLButtonElement).addEventListener("click", () => {
    if (last !== undefined)
      download("metrics.ndjson", last.metrics.map((row) => `${JSON.stringify(row)}\n`).join(""));
  });
  addEventListener("hashchange", () => {
    state = parseFragment(location.hash);
    fillTexts();
    refresh();
  });
  fillTexts();
  refresh();
}

/** The list of incidents of an address that somebody shared. */
function fillTexts(): void {
  const shared = state.set.find((one) => one.startsWith(`${INCIDENTS}=`));
  const list: unknown = shared === undefined ? [] : parse(shared.slice(INCIDENTS.length + 1));
  incidents.value = Array.isArray(list)
    ? list.map((one) => `- ${JSON.stringify(one)}`).join("\n")
    : "";
}

function firstCluster(): string {
  return "cluster-001";
}

start();
