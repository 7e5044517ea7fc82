/**
 * One run in the explorer: a worker for each topology, side by side, and their results put together to the documents
 * that the command line would write. Not here: what the page shows of it.
 */
import { parseCostProfile, type CostProfile } from "../../../models/etcd/costs.js";
import { assembleResult, type RunResult, type TopologyResult } from "../../runner/result.js";
import type { Progress, TopologyRun } from "../../runner/simulate.js";
import type { Scenario, TopologyName } from "../../scenario/scenario.js";
import type { RunMessage, RunRequest } from "../messages.js";

/** What the page was built with. */
export interface Built {
  readonly version: string;
  /** Cost profiles by name, as text. */
  readonly profiles: Readonly<Record<string, string>>;
  readonly workerCode: string;
}

export interface RunListener {
  progress(topology: TopologyName, progress: Progress): void;
  /** Something new can be drawn: what `look` gives is not the result yet. */
  partial(look: () => RunResult): void;
  done(result: RunResult, wallSeconds: number): void;
  failed(message: string): void;
}

export interface RunInput {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly replay: string;
}

const NOTHING: Omit<TopologyRun, "rows" | "series"> = {
  warnings: [],
  notModelled: [],
  transitions: {},
  events: 0,
  simulatedNs: 0,
};

/** A run under way; `cancel` ends it at once, and nothing more is told. */
export class BrowserRun {
  private readonly built: Built;
  private readonly input: RunInput;
  private readonly listener: RunListener;
  private readonly startedMs = performance.now();
  private readonly startedAt = new Date().toISOString();
  private readonly costs: CostProfile;
  private readonly results = new Map<TopologyName, TopologyResult>();
  private readonly partials = new Map<TopologyName, TopologyResult>();
  private workers: Worker[] = [];

  /** @throws UserError when there is no such cost profile. */
  constructor(built: Built, input: RunInput, listener: RunListener) {
    this.built = built;
    this.input = input;
    this.listener = listener;
    const { scenario, seed } = input;
    this.costs = this.profile(scenario.etcd.costProfile);
    const mockCosts = this.profile(scenario.mockEtcd.costProfile);
    const code = URL.createObjectURL(new Blob([built.workerCode], { type: "text/javascript" }));
    for (const topology of scenario.topologies) {
      const worker = new Worker(code);
      worker.onmessage = ({ data }: MessageEvent<RunMessage>) => this.take(data);
      worker.onerror = (event) => this.fail(`the worker ended: ${event.message}`);
      this.workers.push(worker);
      const request: RunRequest = { scenario, topology, seed, costs: this.costs, mockCosts };
      worker.postMessage(request);
    }
  }

  cancel(): void {
    for (const worker of this.workers) worker.terminate();
    this.workers = [];
  }

  private take(message: RunMessage): void {
    if (this.workers.length === 0) return;
    switch (message.kind) {
      case "progress":
        this.listener.progress(message.progress.topology, message.progress);
        break;
      case "partial":
        this.partials.set(message.topology, {
          run: { ...NOTHING, ...message.partial },
          wallSeconds: 0,
          peakRssBytes: 0,
        });
        this.listener.partial(() => this.assemble(this.partials));
        break;
      case "done": {
        const { topology, run, wallSeconds } = message;
        this.results.set(topology, { run, wallSeconds, peakRssBytes: 0 });
        this.partials.set(topology, { run, wallSeconds, peakRssBytes: 0 });
        this.finish();
        break;
      }
      case "failed":
        this.fail(`${message.topology}: ${message.message}`);
    }
  }

  private finish(): void {
    if (this.results.size < this.input.scenario.topologies.length) return;
    this.cancel();
    const wallSeconds = (performance.now() - this.startedMs) / 1000;
    this.listener.done(this.assemble(this.results), wallSeconds);
  }

  private fail(message: string): void {
    this.cancel();
    this.listener.failed(message);
  }

  private assemble(results: ReadonlyMap<TopologyName, TopologyResult>): RunResult {
    const { scenario, seed, replay } = this.input;
    const nothing: TopologyResult = {
      run: { ...NOTHING, rows: [], series: [] },
      wallSeconds: 0,
      peakRssBytes: 0,
    };
    return assembleResult({
      scenario,
      seed,
      replay,
      version: this.built.version,
      outcomes: scenario.topologies.map((topology) => results.get(topology) ?? nothing),
      costs: this.costs.constants,
      environment: {
        node: "browser",
        platform: "browser",
        gitCommit: null,
        startedAt: this.startedAt,
      },
    });
  }

  private profile(name: string): CostProfile {
    const text = this.built.profiles[name];
    if (text === undefined) {
      const names = Object.keys(this.built.profiles).join(", ");
      throw new Error(`there is no cost profile "${name}"; there are: ${names}`);
    }
    return parseCostProfile(`models/etcd/costs/${name}.yaml`, text);
  }
}
