/**
 * Keeps a child process and its directory from outliving us, whatever becomes of us: Ctrl-C, a crash, kill -9.
 * A small shell of its own session holds the reading end of a pipe; when the pipe closes, because we closed it or
 * because we are gone, it ends the child by its process id and removes the directory. It does the same when the child
 * ends first.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { LabFailure } from "../lab-failure.js";
import { GcTrace, type Collections } from "./gc-trace.js";

/** $1: the directory to remove; the rest: the command. File descriptor 3 is the pipe that we hold open. */
const SCRIPT = `
trap '' PIPE HUP INT TERM
dir=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- & child=$!
echo "$child"
{ cat <&3 >/dev/null 2>&1; kill -9 "$child" 2>/dev/null; } & guard=$!
exec 3<&-
wait "$child"; code=$?
kill -9 "$guard" 2>/dev/null
rm -rf "$dir"
exit $code
`;

/** How much of what the child prints is kept, from its end. */
const KEPT_OUTPUT = 32_768;
const STOP_TIMEOUT_MS = 10_000;

/** How a kept process ended. */
export interface Ending {
  readonly code: number;
  /** What it printed last. */
  readonly output: string;
}

export class KeptProcess {
  readonly pid: number;
  /** Settles when the process has ended and its directory is gone; never rejects. */
  readonly ended: Promise<Ending>;
  /** The last of what it printed. */
  output = "";
  private readonly trace = new GcTrace();
  private readonly keeper: ChildProcess;

  private constructor(keeper: ChildProcess, pid: number, ended: Promise<number>) {
    this.keeper = keeper;
    this.pid = pid;
    this.ended = ended.then((code) => ({ code, output: this.output }));
  }

  /** The collections of garbage of a program in Go. */
  get collections(): Collections {
    return this.trace.collections;
  }

  /** Starts a command that owns a directory. */
  static async start(command: readonly string[], directory: string): Promise<KeptProcess> {
    const keeper = spawn("/bin/sh", ["-c", SCRIPT, "keeper", directory, ...command], {
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, GODEBUG: "gctrace=1" },
    });
    const ended = new Promise<number>((resolve) => {
      keeper.once("close", (code) => resolve(code ?? -1));
      // The shell's guard ends with the pipe, and only then is the shell's output closed.
      keeper.once("exit", () => keeper.stdin.end());
    });
    const pid = await firstLine(keeper);
    const kept = new KeptProcess(keeper, pid, ended);
    const keep = (text: string): void => {
      kept.output = (kept.output + text).slice(-KEPT_OUTPUT);
    };
    keeper.stderr?.on("data", (text: Buffer) => keep(kept.trace.take(text.toString("utf8"))));
    keeper.stdout?.on("data", (text: Buffer) => keep(text.toString("utf8")));
    // The pipe may break when the child has ended by itself.
    keeper.stdin?.on("error", () => undefined);
    return kept;
  }

  /** Ends the process and waits until it and its directory are gone. */
  async stop(): Promise<void> {
    this.keeper.stdin?.end();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), STOP_TIMEOUT_MS);
    });
    const first = await Promise.race([this.ended, late]);
    clearTimeout(timer);
    if (first === "late") {
      throw new LabFailure(
        `process ${this.pid} does not end; look at it by hand: kill -9 ${this.pid}`,
      );
    }
  }
}

async function firstLine(keeper: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    keeper.once("error", (error) => reject(new LabFailure(`no /bin/sh: ${error.message}`)));
    keeper.stdout?.once("data", (data: Buffer) => resolve(Number.parseInt(data.toString(), 10)));
  });
}
