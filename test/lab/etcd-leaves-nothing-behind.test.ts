/** Whatever ends a lab's etcd, neither the process nor its directory stays, nor does the lab's own priority. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startEtcd } from "../../src/lab/etcd/local.js";
import { predictable } from "./small-lab.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { HAS_ETCD, leftovers, untilClean } from "./etcds.js";
import { policyOf } from "./scheduling-policy.js";
import { runOnEtcd } from "../../src/lab/run/run-scenario.js";
import type { EtcdTarget } from "../../src/lab/etcd/target.js";

const never = new AbortController().signal;
const directory = temporaryFolder();

test.runIf(HAS_ETCD).each(["disabled", "ecdsa-p256"] as const)("stopped, tls %s", async (tls) => {
  const etcd = await startEtcd({ tls, directory });
  expect(leftovers(directory).length).toBeGreaterThan(1);
  await etcd.stop();
  expect(await untilClean(directory)).toEqual([]);
});

test.runIf(HAS_ETCD)("a taken port is one clear error", async () => {
  const first = await startEtcd({ tls: "disabled", directory });
  const port = Number(new URL(first.address.url).port);
  await expect(startEtcd({ tls: "disabled", directory, port })).rejects.toThrow(
    /etcd did not start: address already in use/,
  );
  await first.stop();
  expect(await untilClean(directory)).toEqual([]);
});

test.runIf(HAS_ETCD)("etcd killed in the middle of a run is said so", async () => {
  const makeEtcd = async (): Promise<EtcdTarget> => {
    const etcd = await startEtcd({ tls: "disabled", directory });
    setTimeout(() => kill(etcd), 1500);
    return etcd;
  };
  const running = runOnEtcd(predictable({ seconds: 30, churn: { rate: 20 } }), {
    seed: "1",
    makeEtcd,
    signal: never,
  });
  const policy = policyOf(process.pid);
  await expect(running).rejects.toThrow(/etcd ended in the middle: killed by signal 9/);
  expect(await untilClean(directory)).toEqual([]);
  expect(policyOf(process.pid)).toBe(policy);
});

test.runIf(HAS_ETCD)("a directory that cannot be made is one clear error", async () => {
  const file = join(directory, "file");
  writeFileSync(file, "");
  await expect(startEtcd({ tls: "disabled", directory: file })).rejects.toThrow(
    /no directory for etcd's data under .*file/,
  );
});

/** Only root may mount, and not in every container. */
const small = join(directory, "small");
mkdirSync(small);
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", small]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", [small]);
});

test.runIf(HAS_ETCD && mounted)("a full tmpfs is one clear error", async () => {
  await expect(startEtcd({ tls: "disabled", directory: small })).rejects.toThrow(
    /etcd did not start: no space left on device/,
  );
  expect(await untilClean(small)).toEqual([]);
});

function kill(etcd: EtcdTarget): void {
  if (etcd.pid !== undefined) process.kill(etcd.pid, "SIGKILL");
}
