/**
 * The objectives (SLOs) of a scenario file, field by field. Metrics are those of the catalogue, so that a misspelled
 * name is an error before the run and not an objective that is never missed. Not here: limits by unit (slos.ts).
 */
import { z } from "zod";
import { METRICS } from "./metric-catalogue.js";
import { TOPOLOGY_NAMES } from "./scenario.js";

/** The statistics that a figure may have. Which of them a metric has depends on its kind. */
export const STATS = [
  "value",
  "mean",
  "max",
  "p50",
  "p90",
  "p99",
  "p99.9",
  "rate",
  "sum",
  "count",
  "end",
] as const;

const sloSchema = z.strictObject({
  metric: z
    .enum(METRICS.map(({ name }) => name))
    .describe("Metric that is limited (see: list metrics)."),
  stat: z.enum(STATS).describe("Which figure of it."),
  max: z
    .union([z.number(), z.string()], {
      error: 'must be a number, or a quantity such as "5s", "2GiB" or "80%"',
    })
    .describe("Highest value that is allowed: a number in the metric's unit, or with a unit."),
  labels: z
    .record(z.string(), z.string())
    .optional()
    .describe("Only rows with these labels. Default for sync latency: type all, stage total."),
  topology: z
    .enum(TOPOLOGY_NAMES)
    .optional()
    .describe("Only in this topology. Default: in each that runs."),
});

/** The list of objectives. */
export const slosSchema = z
  .array(sloSchema)
  .max(100)
  .default([])
  .describe("Objectives that a run is held to; missing one ends it with exit code 99.");

/** An objective as written, checked field by field. */
export type SloKeys = z.output<typeof sloSchema>;
