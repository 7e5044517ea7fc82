/** Every command of import and report that the README or the reference shows is run, on files of its names. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { objectsOf, writeObjects } from "../import/mesh-objects.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSim, TINY_SCENARIO } from "./command.js";

const ROOT = resolve(import.meta.dirname, "..", "..");
const RUN = join("results", "local", "three-clusters-1");
const folder = temporaryFolder();
const documents = ["README.md", "docs/reference/inputs-and-formats.md"].map((file) =>
  readFileSync(join(ROOT, file), "utf8"),
);
const commands = documents
  .flatMap((text) => text.split("\n"))
  .filter((line) => /^\.\/clustermesh-sim (?:import|report) /.test(line))
  .map((line) =>
    line
      .replace(/ +[#>].*/, "")
      .split(" ")
      .slice(1),
  )
  // The README's first report command is of another run; run-transcript covers it.
  .filter((words) => !words.includes("results/local/my-mesh-1"));

beforeAll(() => {
  writeFileSync(join(folder, "tiny.yaml"), TINY_SCENARIO);
  mkdirSync(join(folder, "results"));
  const run = clustermeshSim(["run", "-f", "tiny.yaml", "--out", RUN, "--no-report"], {
    cwd: folder,
  });
  expect(run.code, run.stderr).toBe(0);
  for (const [index, name] of ["cluster-a", "cluster-b"].entries()) {
    const size = { id: index + 1, name, nodes: 2, identities: 3, endpoints: 5, services: 1 };
    writeObjects(join(folder, `${name}.json`), objectsOf(size));
  }
  writeFileSync(join(folder, "values.yaml"), "clustermesh: { maxConnectedClusters: 511 }\n");
  const counter = "etcd_mvcc_put_total 1000\n";
  writeFileSync(join(folder, "metrics-1.txt"), counter);
  writeFileSync(join(folder, "metrics-2.txt"), counter.replace("1000", "1600"));
  const live = "etcd_debugging_mvcc_watcher_total 60\netcd_mvcc_db_total_size_in_bytes 65536\n";
  writeFileSync(join(folder, "live.txt"), live);
});

test("the documents show each source and each new format", () => {
  const all = commands.map((words) => words.join(" ")).join("\n");
  for (const word of ["--kubectl", "--helm", "--prometheus", "--against", "md", "openmetrics"]) {
    expect(all).toContain(word);
  }
});

test.each(commands.map((words) => [words]))("%j", (words) => {
  const again = words.includes("--out") ? [...words, "--force"] : words;
  const { code, stdout, stderr } = clustermeshSim(again, { cwd: folder });
  expect(code, stderr).toBe(0);
  expect(stdout + stderr).not.toBe("");
});
