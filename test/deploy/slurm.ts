/** Starts a real Slurm on this machine and talks to it, for the test of deploy/slurm. Not a test. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..", "..");
const MACHINE = join(ROOT, "test", "deploy", "one-machine-slurm.sh");
const PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "scontrol"];

/** Why Slurm cannot run here; undefined when it can. Where CI is set, its absence is a failure, not a reason. */
export function slurmMissing(): string | undefined {
  const paths = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];
  const missing = PROGRAMS.filter((name) => !paths.some((path) => existsSync(join(path, name))));
  const reason =
    missing.length > 0
      ? `no ${missing.join(", ")}: install slurm-wlm and munge (Debian)`
      : process.getuid?.() === 0
        ? undefined
        : "the daemons of a one-machine Slurm need root";
  const isCi = !["", "0", "false"].includes(process.env["CI"] ?? "");
  if (reason !== undefined && isCi) throw new Error(`${reason}; in CI the Slurm test must run`);
  return reason;
}

/** One state of a task of an array, as squeue and scontrol name it. */
export type TaskState = string;

export class OneMachineSlurm {
  private readonly dir: string;

  /** @param dir folder of its own for configuration, logs and state. */
  constructor(dir: string) {
    this.dir = dir;
    this.call(MACHINE, ["start", dir]);
  }

  stop(): void {
    this.call(MACHINE, ["stop", this.dir]);
  }

  /** Submits a script of deploy/slurm and gives the job's number. */
  submit(options: readonly string[], script: string, args: readonly string[], cwd: string): string {
    const path = join(ROOT, "deploy", "slurm", script);
    const program = `${process.execPath} ${join(ROOT, "dist", "src", "cli", "main.js")}`;
    const out = this.call("sbatch", ["--parsable", ...options, path, ...args], cwd, {
      CLUSTERMESH_SIM: program,
    });
    return out.trim();
  }

  /** State of a job or of a task (`12_1`). */
  stateOf(job: string): TaskState {
    const text = this.call("scontrol", ["show", "job", "--oneliner", job]);
    return /JobState=(\w+)/.exec(text)?.[1] ?? "UNKNOWN";
  }

  /** Sends SIGKILL to every process of a task, as the kernel does when memory runs out. */
  kill(task: string): void {
    this.call("scancel", ["--signal=KILL", "--full", task]);
  }

  requeue(task: string): void {
    this.call("scontrol", ["requeue", task]);
  }

  /** Waits until a task is in one of these states. */
  async until(task: string, states: readonly TaskState[], seconds = 120): Promise<TaskState> {
    for (let left = seconds * 5; left > 0; left -= 1) {
      const state = this.stateOf(task);
      if (states.includes(state)) return state;
      await pause(200);
    }
    throw new Error(`${task} is ${this.stateOf(task)}, not ${states.join(" or ")}`);
  }

  private call(
    program: string,
    args: readonly string[],
    cwd: string = this.dir,
    env: Readonly<Record<string, string>> = {},
  ): string {
    const { PATH, HOME } = process.env;
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      encoding: "utf8",
      cwd: existsSync(cwd) ? cwd : "/",
      env: { PATH, HOME, SLURM_CONF: join(this.dir, "slurm.conf"), ...env },
    });
    if (status === 0) return stdout;
    throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? ""}${stdout}${stderr}`);
  }
}

/** Waits so many milliseconds. */
export async function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
