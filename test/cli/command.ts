/**
 * Runs the real program in a process of its own, built once, and returns what a user would see.
 * Not a stub of anything: a test of src/cli sees stdout, stderr and the exit code, as a shell does.
 */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..", "..");
const MAIN = join(ROOT, "dist", "src", "cli", "main.js");

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Working directory; relative paths in the arguments start here. */
  readonly cwd?: string;
  /** What the program reads from standard input. */
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Another copy of the program than the built one. */
  readonly main?: string;
}

let isBuilt = false;

/** Compiles the program unless it is current; other test files wait for the one that does. */
function buildOnce(): void {
  if (isBuilt) return;
  const build = spawnSync(process.execPath, [join(ROOT, "bootstrap.mjs"), "build"], {
    encoding: "utf8",
  });
  if (build.status !== 0) throw new Error(`the build failed:\n${build.stdout}${build.stderr}`);
  isBuilt = true;
}

/** Path of the built program, for tests that start it through a shell. */
export function builtProgram(): string {
  buildOnce();
  return MAIN;
}

/** Runs `clustermesh-sim ARGUMENTS` to its end. Nothing of the caller's environment but PATH and HOME takes part. */
export function clustermeshSim(args: readonly string[], options: CommandOptions = {}): Outcome {
  buildOnce();
  const { status, stdout, stderr } = spawnSync(process.execPath, [options.main ?? MAIN, ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    cwd: options.cwd ?? ROOT,
    input: options.input ?? "",
    env: { ...inherited(), ...options.env },
  });
  return { code: status, stdout, stderr };
}

/** As clustermeshSim, without blocking, so that tests of short commands can use all cores. */
export async function clustermeshSimAside(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Outcome> {
  const child = startClustermeshSim(args, options.cwd ?? ROOT);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  child.stdin.end(options.input ?? "");
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** Starts the program and leaves it running, for tests that interrupt it; by the script of a clone when asked to. */
export function startClustermeshSim(
  args: readonly string[],
  cwd: string,
  by: "node" | "script" = "node",
): ChildProcessWithoutNullStreams {
  buildOnce();
  const options = { cwd, env: inherited() };
  if (by === "script") return spawn(join(ROOT, "clustermesh-sim"), args, options);
  return spawn(process.execPath, [MAIN, ...args], options);
}

function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME };
}

/** A mesh that runs in well under a second, with every kind of key. */
export const TINY_SCENARIO = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata: { name: tiny }
spec:
  topology: both
  mesh:
    clusters: 3
    nodes: 4
    identities: 5
    endpoints: 20
    services: 3
    nodesQPS: 0.1
    identitiesQPS: 0.5
    endpointsQPS: 2
    servicesQPS: 0.5
  simulation: { warmup: 2s, duration: 20s, drain: 20s }
`;

/** Twenty-six receiving clusters, apart from the sources: three shares of the mesh, with an incident in a named one. */
export const APART_SCENARIO = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata: { name: apart }
spec:
  topology: kvstoremesh
  observe: { sample: 26, others: fluid, receivers: apart }
  mesh: { clusters: 26, nodes: 20, identities: 5, endpoints: 30, endpointsQPS: 2 }
  simulation: { start: in-sync, warmup: 2s, duration: 20s, drain: 5s }
  incidents:
    - { at: 5s, what: apiserver-pod-replaced, cluster: cluster-003 }
`;
