/**
 * Reads an etcd's own metrics (Prometheus text), over plain HTTP or mutual TLS. Only the plain samples are kept:
 * counters and gauges, and the `_sum` and `_count` of histograms, which is what the lab compares.
 */
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { LabFailure } from "../lab-failure.js";
import type { ClientTls } from "./certificates.js";

/** Samples by name, with their labels as printed: `grpc_server_msg_sent_total{grpc_method="Watch",...}`. */
export type Samples = ReadonlyMap<string, number>;

const TIMEOUT_MS = 5_000;

/** GETs a path of an etcd. @throws LabFailure when nobody answers, or not with 200. */
export async function httpGet(url: string, tls: ClientTls | undefined): Promise<string> {
  const ask = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const failed = (what: string): void => reject(new LabFailure(`${url}: ${what}`));
    const request = ask(url, { ...tls, timeout: TIMEOUT_MS, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.on("end", () => {
        if (response.statusCode === 200) resolve(text);
        else failed(`answers with HTTP status ${response.statusCode ?? 0}`);
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer within 5 s")));
    request.on("error", (error) => failed(error.message));
    request.end();
  });
}

/** Reads Prometheus' text format. */
export function parseSamples(text: string): Samples {
  const samples = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const at = line.lastIndexOf(" ");
    samples.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return samples;
}

/** The sum of all samples of a metric whose labels hold every one of `labels`, such as `grpc_method="Watch"`. */
export function sumOf(samples: Samples, metric: string, ...labels: readonly string[]): number {
  let sum = 0;
  for (const [name, value] of samples) {
    if (name !== metric && !name.startsWith(`${metric}{`)) continue;
    if (labels.every((label) => name.includes(label))) sum += value;
  }
  return sum;
}
