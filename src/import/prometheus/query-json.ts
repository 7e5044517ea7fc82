/**
 * Reads answers of Prometheus' HTTP API (query and query_range), one or several in one file:
 * https://prometheus.io/docs/prometheus/latest/querying/api/. Streamed, one series at a time.
 */
import { UserError } from "../../scenario/user-error.js";
import { streamJson } from "../json-stream.js";
import { numberOf } from "./exposition.js";
import type { SeriesSet } from "./series.js";

/**
 * Adds the series of one file.
 * @throws UserError when it is no such answer.
 */
export async function readQueryJson(file: string, source: number, into: SeriesSet): Promise<void> {
  const refuse = (message: string): never => {
    throw new UserError([{ file, path: "data.result", message }]);
  };
  let results = 0;
  let failed = false;
  await streamJson(file, ["$.status", "$.data.result.*"], (value, key, depth) => {
    if (depth === 3) {
      results += 1;
      addResult(value, results, source, into, refuse);
    } else if (depth === 1 && key === "status" && value !== "success") {
      failed = true;
    }
  });
  if (failed) refuse("is an error of Prometheus, not an answer; see its field error");
  if (results > 0) return;
  refuse(
    "no series; expected the answer of /api/v1/query_range, such as " +
      '{"status":"success","data":{"resultType":"matrix","result":[...]}}',
  );
}

function addResult(
  value: unknown,
  index: number,
  source: number,
  into: SeriesSet,
  refuse: (message: string) => never,
): void {
  if (typeof value !== "object" || value === null) refuse(`entry ${index} is no series`);
  const { metric, values, value: single } = value as Readonly<Record<string, unknown>>;
  if (typeof metric !== "object" || metric === null) refuse(`entry ${index} has no metric`);
  const { __name__: name, ...others } = metric as Readonly<Record<string, unknown>>;
  if (typeof name !== "string") {
    refuse(
      `entry ${index} has no __name__: query the series themselves, not rate() or sum() of them`,
    );
  }
  const labels = Object.fromEntries(
    Object.entries(others).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
  const points: unknown = values ?? (single === undefined ? undefined : [single]);
  if (!Array.isArray(points)) refuse(`entry ${index} has no values`);
  for (const point of points as readonly unknown[]) {
    const [time, text] = Array.isArray(point) ? (point as readonly unknown[]) : [];
    const number = typeof text === "string" ? numberOf(text) : undefined;
    if (typeof time !== "number" || number === undefined) {
      refuse(`entry ${index} has a value that is not [time, "number"]`);
    }
    if (!into.add(source, name, labels, number, time)) {
      refuse("more than 500,000 series; leave out those of other systems");
    }
  }
}
