/**
 * A sweep on a real Slurm: an array of two tasks, one of which is killed in the middle and requeued. The merge is refused
 * while it is missing, and gives the bytes of an undisturbed sweep afterwards.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readLog } from "../../src/study/sweep/log.js";
import { inFolder, resultFiles, writeSweep } from "../cli/sweep-files.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { OneMachineSlurm, pause, slurmMissing } from "./slurm.js";

/** Four points, 16 runs a shard: long enough to be killed in the middle. */
const SPEC = `axes:
  - { name: clusters, path: spec.mesh.clusters, values: [2, 3] }
  - { name: churn, path: spec.mesh.endpointsQPS, values: [1, 4] }
seeds: 8
charts: [{ name: latency, title: Latency, x: clusters, y: latency-p50, series: churn }]`;
const reason = slurmMissing();
const folder = temporaryFolder();
const out = join(folder, "out");
const runsOf = (shard: string): number =>
  existsSync(join(out, shard, "log.ndjson")) ? readLog(join(out, shard)).runs.length : 0;

describe.skipIf(reason !== undefined)(
  `on Slurm${reason === undefined ? "" : ` (${reason})`}`,
  () => {
    let slurm: OneMachineSlurm | undefined;

    beforeAll(() => {
      writeSweep(folder, SPEC);
      expect(inFolder(folder, "sweep", "sweep.yaml", "--out", "calm", "-o", "none").code).toBe(0);
      mkdirSync(join(folder, "slurm"));
      slurm = new OneMachineSlurm(join(folder, "slurm"));
    });
    afterAll(() => slurm?.stop());

    test("an array runs, a killed task is requeued and goes on, and the merge gives the same bytes", async () => {
      if (slurm === undefined) throw new Error("Slurm should have been started");
      const job = slurm.submit(
        ["--array=1-2", "--cpus-per-task=1"],
        "sweep.sbatch",
        ["sweep.yaml", "out"],
        folder,
      );
      while (runsOf("shard-1-of-2") < 3) await pause(50);
      slurm.kill(`${job}_1`);
      await slurm.until(`${job}_1`, ["FAILED", "CANCELLED", "COMPLETED"]);
      const kept = runsOf("shard-1-of-2");
      expect(kept).toBeGreaterThanOrEqual(3);
      expect(kept).toBeLessThan(16);

      await slurm.until(`${job}_2`, ["COMPLETED"]);
      const refused = inFolder(folder, "merge", "out");
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/shard-1-of-2: is not finished|its log is cut off/);

      slurm.requeue(`${job}_1`);
      await slurm.until(`${job}_1`, ["RUNNING", "COMPLETED"]);
      await slurm.until(`${job}_1`, ["COMPLETED"]);
      const runs = readLog(join(out, "shard-1-of-2")).runs;
      expect(new Set(runs.map(({ point, seed }) => `${point} ${seed}`)).size).toBe(runs.length);

      const merge = slurm.submit([`--dependency=afterany:${job}`], "merge.sbatch", ["out"], folder);
      await slurm.until(merge, ["COMPLETED"]);
      expect(readFileSync(join(folder, `clustermesh-merge-${merge}.log`), "utf8")).toContain(
        "results: out",
      );
      expect(resultFiles(out)).toEqual(resultFiles(join(folder, "calm")));
    }, 300_000);
  },
);
