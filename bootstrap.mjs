/**
 * What stands behind `npm start`, `npm test`, `npm run bench` and `./clustermesh-sim` on a machine that has nothing but Node and npm.
 * It installs when the lock file changed, builds when a source changed, and then hands over. Plain JavaScript without
 * dependencies, since it runs before anything is installed. Not a build system: tsc and npm do the work.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(fileURLToPath(import.meta.url));
const MODULES = join(ROOT, "node_modules");
const CACHE = join(MODULES, ".cache", "clustermesh-sim");
const MAIN = join(ROOT, "dist", "src", "cli", "main.js");
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const ETCD = ["/usr/bin/etcd", "/usr/local/bin/etcd"];
const SLURMD = ["/usr/sbin/slurmd", "/usr/local/sbin/slurmd"];
const PROMTOOL = ["/usr/bin/promtool"];
/** A build lock older than this belongs to a process that died: a build takes seconds. */
const LOCK_STALE_MS = 120_000;

const COMMANDS = { start, cli, test, bench, build };

const [command = "", ...args] = process.argv.slice(2);
checkNode();
if (!Object.hasOwn(COMMANDS, command)) {
  fail(`usage: node bootstrap.mjs ${Object.keys(COMMANDS).join("|")} [ARGUMENTS]`, 2);
}
process.exitCode = await COMMANDS[command]();

/** Runs a preset or a scenario and says where its report is: the arguments are those of `clustermesh-sim run`. */
function start() {
  return main(["run", ...args]);
}

/** Runs any command of the simulator; the script `clustermesh-sim` beside this file calls it. */
function cli() {
  return main(args);
}

/** The program runs in this process: one less to start, and signals reach it whoever sends them. */
async function main(rest) {
  install();
  ensureBuilt();
  // npm moves to the package's folder; paths on the command line are those of the folder the user is in.
  if (process.env.npm_lifecycle_event && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
  process.argv = [process.execPath, MAIN, ...rest];
  await import(pathToFileURL(MAIN));
  return process.exitCode;
}

/** Runs the whole check, or with arguments only those tests (`npm test -- test/engine`). */
function test() {
  install();
  ensureSystemPackages();
  ensureBuilt();
  if (args.length > 0) return run(process.execPath, [bin("vitest/vitest.mjs"), "run", ...args]);
  return npm(["run", "check"]);
}

function bench() {
  install();
  ensureBuilt();
  return run(process.execPath, [bin("tsx/dist/cli.mjs"), join(ROOT, "bench", "run.ts"), ...args]);
}

function build() {
  install();
  ensureBuilt();
  return 0;
}

/** Installs what the lock file says, once: a stamp with the lock file's hash makes the next start quick. */
function install() {
  const lockFile = join(ROOT, "package-lock.json");
  const stamp = join(CACHE, "installed");
  const wanted = hashOf([lockFile]);
  if (readIfThere(stamp) === wanted) return;
  // Somebody ran `npm ci` by hand: then npm's own copy of the lock file is newer than ours.
  const installed = join(MODULES, ".package-lock.json");
  const current =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockFile).mtimeMs;
  if (!current || readIfThere(stamp) !== null) {
    say("installing dependencies (npm ci)");
    const code = npm(["ci", "--no-fund", "--no-audit", "--loglevel=error"]);
    if (code !== 0) fail("npm ci failed: see its message above; is the npm registry reachable?");
  }
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Compiles into dist/ unless dist/ was made from exactly these sources. Safe when several processes call it at once. */
function ensureBuilt() {
  const stamp = join(ROOT, "dist", ".sources");
  const isCurrent = () => readIfThere(stamp) === hashOf(sources());
  if (isCurrent()) return;
  mkdirSync(CACHE, { recursive: true });
  const lock = join(CACHE, "build.lock");
  takeLock(lock);
  try {
    if (isCurrent()) return;
    say("building (tsc)");
    const wanted = hashOf(sources());
    const fresh = join(CACHE, `dist-${process.pid}`);
    const tsc = [bin("typescript/bin/tsc"), "-p", join(ROOT, "tsconfig.json"), "--outDir", fresh];
    if (run(process.execPath, tsc) !== 0) {
      rmSync(fresh, { recursive: true, force: true });
      rmSync(lock, { recursive: true, force: true });
      fail("the build failed: see the messages of tsc above");
    }
    writeFileSync(join(fresh, ".sources"), wanted);
    chmodSync(join(fresh, "src", "cli", "main.js"), 0o755);
    rmSync(join(ROOT, "dist"), { recursive: true, force: true });
    renameSync(fresh, join(ROOT, "dist"));
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Waits for another process's build. mkdir is the atomic step; an old lock is that of a dead process. */
function takeLock(lock) {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
    if (age > LOCK_STALE_MS) rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(sleeper, 0, 0, 200);
  }
}

function sources() {
  const files = ["tsconfig.json", "package-lock.json", "bench/one-run.ts"].map((file) =>
    join(ROOT, file),
  );
  for (const folder of ["src", "models"]) {
    const entries = readdirSync(join(ROOT, folder), { recursive: true });
    for (const entry of entries) if (entry.endsWith(".ts")) files.push(join(ROOT, folder, entry));
  }
  return files.sort();
}

/** What tests need of the system: Chromium for pages, Slurm for sweeps, etcd for the lab, promtool for OpenMetrics. */
function ensureSystemPackages() {
  ensurePackage({ name: "Chromium", packages: ["chromium"], paths: CHROMIUM, test: "browser" });
  const slurm = ["munge", "slurmctld", "slurmd", "slurm-client"];
  ensurePackage({ name: "Slurm", packages: slurm, paths: SLURMD, test: "Slurm" });
  ensurePackage({ name: "etcd", packages: ["etcd-server", "openssl"], paths: ETCD, test: "lab" });
  const prometheus = ["prometheus"];
  ensurePackage({ name: "promtool", packages: prometheus, paths: PROMTOOL, test: "OpenMetrics" });
}

function ensurePackage({ name, packages, paths, test }) {
  const isThere = () => paths.some((path) => existsSync(path));
  if (isThere()) return;
  const isRoot = process.getuid?.() === 0;
  const prefix = isRoot ? [] : ["sudo", "-n"];
  const quiet = { stdio: "ignore" };
  const hasApt = spawnSync("apt-get", ["--version"], quiet).status === 0;
  const mayInstall = isRoot || spawnSync("sudo", ["-n", "true"], quiet).status === 0;
  if (hasApt && mayInstall) {
    say(`installing ${packages.join(", ")} for the ${test} test (apt-get)`);
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const step of [
      ["update", "-qq"],
      ["install", "-y", "-qq", "--no-install-recommends", ...packages],
    ]) {
      const [program, ...rest] = [...prefix, "apt-get", ...step];
      spawnSync(program, rest, { stdio: ["ignore", "ignore", "inherit"], env: environment });
    }
  }
  if (isThere()) return;
  const message = `no ${name}: install it (Debian: apt-get install ${packages.join(" ")})`;
  // A check that silently leaves a part out is worth nothing where nobody reads its output.
  if (process.env.CI) fail(`${message}; in CI the ${test} test must run`);
  say(`${message}; the ${test} test is skipped`);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${process.versions.node} is too old: clustermesh-sim needs Node 20.19 or newer`, 2);
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash.update(relative(ROOT, file)).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function bin(path) {
  return join(MODULES, ...path.split("/"));
}

/** npm says in the environment how it was started; by hand it is found on the PATH. */
function npm(rest) {
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) return run(process.execPath, [script, ...rest]);
  const windows = process.platform === "win32";
  return run(windows ? "npm.cmd" : "npm", rest, ROOT, windows);
}

function run(program, rest, cwd = ROOT, shell = false) {
  const result = spawnSync(program, rest, { cwd, stdio: "inherit", shell });
  if (result.error) fail(`${program}: ${result.error.message}`);
  return result.status ?? (result.signal === "SIGINT" ? 130 : 1);
}

function say(message) {
  process.stderr.write(`clustermesh-sim: ${message}\n`);
}

function fail(message, code = 1) {
  say(message);
  process.exit(code);
}
