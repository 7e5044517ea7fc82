/**
 * Reads Prometheus' text exposition (0.0.4) and OpenMetrics (1.0) line by line: what a /metrics or /federate page gives.
 * Format: https://prometheus.io/docs/instrumenting/exposition_formats/. Types and help are not needed here.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { UserError } from "../../scenario/user-error.js";
import type { SeriesSet } from "./series.js";

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*/y;
/** A value, and perhaps a time; what follows a # is an exemplar. */
const REST = /\s+([^\s#]+)(?:\s+(-?[0-9.eE+]+))?\s*(?:#.*)?$/y;
/** Later than this is in milliseconds (text format), not seconds (OpenMetrics). */
const LARGEST_SECONDS = 1e11;
const LONGEST_LINE = 1024 * 1024;

/**
 * Adds the samples of one file.
 * @throws UserError with line and column of what is no sample.
 */
export async function readExposition(file: string, source: number, into: SeriesSet): Promise<void> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === "" || line.startsWith("#")) continue;
    const refuse = (column: number, message: string): never => {
      lines.close();
      throw new UserError([{ file, line: number, column, path: "", message }]);
    };
    if (line.length > LONGEST_LINE) refuse(1, "the line is longer than 1 MiB: no metrics page");
    readLine(line, source, into, refuse);
  }
}

function readLine(
  line: string,
  source: number,
  into: SeriesSet,
  refuse: (column: number, message: string) => never,
): void {
  const expected = 'expected a sample such as etcd_mvcc_put_total{cluster="a"} 12';
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0] ?? refuse(1, `this is no sample; ${expected}`);
  let at = name.length;
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  if (line[at] === "{") {
    at += 1;
    while (line[at] !== "}") {
      LABEL.lastIndex = at;
      const [all, key = "", value = ""] =
        LABEL.exec(line) ?? refuse(at + 1, `this is no label; ${expected}`);
      labels[key] = unescape(value);
      at += all.length;
      if (line[at] === ",") at += 1;
      else if (line[at] !== "}") refuse(at + 1, `the labels do not end; ${expected}`);
    }
    at += 1;
  }
  REST.lastIndex = at;
  const [, word = "", time] =
    REST.exec(line) ?? refuse(at + 1, `the value is missing; ${expected}`);
  const value = numberOf(word);
  if (value === undefined) return refuse(line.indexOf(word, at) + 1, "the value is no number");
  if (!into.add(source, name, labels, value, secondsOf(time))) {
    refuse(1, "more than 500,000 series; leave out those of other systems");
  }
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, next: string) => (next === "n" ? "\n" : next));
}

/** As Go writes it; undefined when it is no number. */
export function numberOf(word: string): number | undefined {
  if (/^[+-]?inf$/i.test(word)) return word.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(word)) return NaN;
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i.test(word)) return undefined;
  return Number(word);
}

function secondsOf(time: string | undefined): number | undefined {
  const value = time === undefined ? NaN : Number(time);
  if (!Number.isFinite(value)) return undefined;
  return Math.abs(value) >= LARGEST_SECONDS ? value / 1000 : value;
}
