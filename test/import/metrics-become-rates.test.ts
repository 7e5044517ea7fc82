/** Counters become churn, gauges become counts, in both formats of Prometheus; what is none is refused at its place. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importMetrics } from "../../src/import/prometheus/import.js";
import { readMetrics } from "../../src/import/prometheus/read.js";
import { temporaryFolder } from "../runner/temporary-folder.js";

const folder = temporaryFolder();
const OPERATIONS = "cilium_clustermesh_apiserver_kvstore_operations_duration_seconds";
const REMOTE = "cilium_clustermesh_remote_cluster";

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function scrape(writes: number, time = ""): string {
  return `# HELP something else
${OPERATIONS}_count{scope="ip/v1",kind="set",outcome="success"} ${writes}${time}
${OPERATIONS}_count{scope="ip/v1",kind="read",outcome="success"} ${writes * 100}${time}
${OPERATIONS}_bucket{kind="set",le="0.01"} ${writes * 0.9}${time}
${OPERATIONS}_bucket{kind="set",le="0.1"} ${writes}${time}
${OPERATIONS}_bucket{kind="set",le="+Inf"} ${writes}${time}
${REMOTE}_nodes{target_cluster="b"} 30${time}
${REMOTE}_nodes{target_cluster="c"} 50${time}
cilium_clustermesh_remote_clusters 2${time}
cilium_kvstoremesh_api_limiter_rate_limit{api_call="etcd",value="limit"} 200${time}
go_goroutines 7${time}
`;
}

test("two scrapes without times, and how far they are apart", async () => {
  const files = [file("a.txt", scrape(1000)), file("b.txt", scrape(1600))];
  const facts = importMetrics(await readMetrics(files), 300);
  expect(facts.clusters).toEqual([
    { nodes: 30, endpointsQPS: 2 },
    { nodes: 50, endpointsQPS: 2 },
    { nodes: 40, endpointsQPS: 2 },
  ]);
  expect(facts.settings.get("clustermesh.apiserver.kvstoremesh.qps")).toBe(200);
  expect(facts.read.join("\n")).toContain("Writes of the clustermesh-apiserver: p50 5.56 ms");
  expect(facts.gaps.join("\n")).toMatch(/1 cluster that no reader counts/);
});

test("without times and window churn is said to be missing", async () => {
  const facts = importMetrics(await readMetrics([file("c.txt", scrape(5))]), undefined);
  expect(facts.clusters[0]).toEqual({ nodes: 30 });
  expect(facts.gaps.join("\n")).toMatch(/Churn needs two samples/);
});

test("times in milliseconds and a counter that began anew", async () => {
  const at = (seconds: number): string => ` ${1_700_000_000_000 + seconds * 1000}`;
  const text = scrape(900, at(0)) + scrape(1000, at(10)) + scrape(100, at(20));
  const facts = importMetrics(await readMetrics([file("d.txt", text)]), undefined);
  expect(facts.clusters[0]?.endpointsQPS).toBe(10);
});

test("a range query", async () => {
  const metric = {
    __name__: `${OPERATIONS}_count`,
    scope: "nodes/v1",
    kind: "delete",
    cluster: "x",
  };
  const values = [
    [1_700_000_000, "5"],
    [1_700_000_060, "11"],
  ];
  const answer = {
    status: "success",
    data: { resultType: "matrix", result: [{ metric, values }] },
  };
  const facts = importMetrics(
    await readMetrics([file("e.json", JSON.stringify(answer))]),
    undefined,
  );
  expect(facts.clusters).toEqual([{ nodesQPS: 0.1 }]);
});

test.each([
  ["etcd_mvcc_put_total 5\n{oops} 7\n", /^\S+:1:1: this is not JSON|:2:1: this is no sample/],
  ['etcd_mvcc_put_total 5\netcd_mvcc_put_total{a="b} 7\n', /:2:21: this is no label/],
  ["etcd_mvcc_put_total 5\netcd_mvcc_put_total\n", /:2:20: the value is missing/],
  ["etcd_mvcc_put_total five\n", /:1:21: the value is no number/],
  ["go_goroutines 7\n", /no metric of Cilium or etcd/],
  ['{"status":"error","error":"x"}', /is an error of Prometheus/],
  ['{"status":"success","data":{"result":[{"metric":{},"values":[]}]}}', /has no __name__/],
  ['{"status":"success","data":{"result":[', /:1:\d+: the JSON ends in the middle/],
  ["", /no metric/],
])("%j is refused", async (text, message) => {
  await expect(readMetrics([file("bad", text)])).rejects.toThrow(message);
});
