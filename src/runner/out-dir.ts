/**
 * The directory of a run's results, claimed before the simulation starts: it exists, can be written, and no other run
 * uses it. The claim is a lock file with the process ID; that of a dead process is taken over.
 * Not a lock against other machines on a shared file system beyond telling that one of them holds it.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../scenario/user-error.js";
import { errorCode, fileProblem } from "./file-problem.js";

const LOCK = ".clustermesh-sim.lock";
/** Files on their way; only the holder of the claim makes them. */
export const PARTIAL_PREFIX = ".partial-";

/** A directory that belongs to this process until it is released. */
export interface OutDir {
  /** The directory, as it was given. */
  readonly path: string;
  /** Gives it free and removes unfinished files; a directory that the claim made and left empty goes too. */
  release(): void;
}

export interface ClaimOptions {
  /**
   * Take the directory though a lock of another host is in it. For batch engines, which start a task again on another
   * machine only when the first is gone. Default: false.
   */
  readonly takeOver?: boolean;
}

/**
 * Claims `path`, which is made when missing.
 * @throws UserError when it cannot be written, or another run holds it.
 */
export function claimOutDir(path: string, { takeOver = false }: ClaimOptions = {}): OutDir {
  const existed = existsSync(path);
  const lock = join(path, LOCK);
  try {
    makeFolder(resolve(path));
    takeLock(lock, path, takeOver);
  } catch (error) {
    throw fileProblem(error, path, "write the results");
  }
  // A run that was killed may have left these.
  removePartials(path);
  let isHeld = true;
  const release = (): void => {
    if (!isHeld) return;
    isHeld = false;
    removePartials(path);
    rmSync(lock, { force: true });
    if (!existed && readdirSync(path).length === 0) rmdirSync(path);
  };
  return { path, release };
}

/**
 * Makes a folder and those above it. Node's own recursive form asks for ever where a file system has the parent but
 * refuses children with ENOENT, as /proc does.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path && !existsSync(path)) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function takeLock(lock: string, path: string, takeOver: boolean): void {
  for (let attempt = 0; attempt < 4; attempt++) {
    try {
      writeFileSync(lock, `${process.pid} ${hostname()}\n`, { flag: "wx" });
      return;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
    const holder = readHolder(lock);
    if (holder === undefined) continue;
    if (holder === "" && attempt === 0) {
      // Its maker is between creating and filling it, or was killed there: a moment later we know.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    if (isAlive(holder, takeOver)) throw busy(path, holder, lock);
    setAside(lock, holder);
  }
  throw busy(path, "another process", lock);
}

/** Renames a dead process's lock away. Of two that try, one gets ENOENT and then meets the other's lock. */
function setAside(lock: string, holder: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved === holder) rmSync(aside, { force: true });
  else renameSync(aside, lock);
}

function readHolder(lock: string): string | undefined {
  try {
    return readFileSync(lock, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Whether the holder ("PID HOST") may still run. One of another host cannot be asked, so it counts as alive. */
function isAlive(holder: string, takeOver: boolean): boolean {
  const [pid = "", host] = holder.split(" ");
  if (host !== undefined && host !== hostname()) return !takeOver;
  if (!/^[1-9][0-9]*$/.test(pid)) return false;
  if (Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

function busy(path: string, holder: string, lock: string): UserError {
  const [pid, host] = holder.split(" ");
  const who = host === undefined ? holder : `process ${pid} on ${host}`;
  const message =
    `another run (${who}) writes into this directory; wait for it or give another --out ` +
    `(if it is gone, remove ${resolve(lock)})`;
  return new UserError([{ file: path, path: "", message }]);
}

function removePartials(path: string): void {
  for (const name of readdirSync(path)) {
    if (!name.startsWith(PARTIAL_PREFIX)) continue;
    rmSync(join(path, name), { recursive: true, force: true });
  }
}
