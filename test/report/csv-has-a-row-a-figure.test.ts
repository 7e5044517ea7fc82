/** CSV for spreadsheets: every figure, base units, all digits, and labels in columns of their own. */
import { expect, it } from "vitest";
import { renderCsv } from "../../src/report/csv.js";
import { sampleRun } from "./sample-run.js";

it("has a header, a row for each figure and a column for each label", () => {
  const { summary } = sampleRun();
  const lines = renderCsv(summary).trimEnd().split("\n");
  expect(lines[0]).toBe(
    "topology,metric,client,cluster,map,phase,process,scope,stage,station,type,stat,unit,value",
  );
  expect(lines).toHaveLength(summary.results.length + 1);
  expect(lines).toContain(
    "original,etcd_connections,agent,cluster-1,,,,cross-cluster,,,,max,count,200",
  );
});

it("quotes cells that would break a row", () => {
  const { summary } = sampleRun();
  const row = { metric: "m", stat: "max", unit: "count", value: 0.1 + 0.2 } as const;
  const labels = { cluster: 'a,"b"\nc' };
  const results = [{ topology: "original" as const, labels, ...row }];
  expect(renderCsv({ ...summary, results })).toBe(
    'topology,metric,cluster,stat,unit,value\noriginal,m,"a,""b""\nc",max,count,0.30000000000000004\n',
  );
});
