/** What `npm run bench` cannot measure is said in one line with what it can, before anything is timed. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

function bench(...args: readonly string[]): {
  readonly status: number | null;
  readonly said: string;
} {
  const child = spawnSync(process.execPath, ["--import", "tsx", "bench/run.ts", ...args], {
    encoding: "utf8",
  });
  return { status: child.status, said: child.stderr };
}

it.each([
  [["--only", "nothing"], /^bench: no section "nothing"; there are: hold model, .*\n$/],
  [["--repeats", "0"], /^bench: --repeats takes a whole number from 1 to 100, not "0"\n$/],
  [["scalin"], /^bench: unknown argument "scalin"; the only one is: scaling\n$/],
  [["--bogus"], /^bench: Unknown option '--bogus' \(see --help\)\n$/],
] as const)("%j", (args, words) => {
  const { status, said } = bench(...args);
  expect(said.replace(/^npm .*\n/gm, "")).toMatch(words);
  expect(status).toBe(2);
});
