/**
 * The file of one published figure, field by field: who says it, what is expected of the model and how closely, and
 * which run and row of its result are held against it. Unknown fields are refused at every depth, as in a scenario.
 * Not here: what a field does (judge.ts, measure.ts), and the scenario itself, which is an ordinary one.
 */
import { z } from "zod";
import { METRICS, type Unit } from "../../scenario/metric-catalogue.js";
import { API_VERSION } from "../../scenario/schema.js";
import { shortName, text } from "../../scenario/schema-parts.js";
import { TOLERANCES } from "./tolerance.js";

const UNITS = ["seconds", "bytes", "cores", "1/s", "bytes/s", "ratio", "count", "copies"] as const;
const unit = z.enum(UNITS satisfies readonly Unit[]);
const positive = z.number().positive().max(1e15);
const sentence = text(1000).min(1);

const settings = z.record(
  z
    .string()
    .max(200)
    .regex(/^spec(\.[A-Za-z0-9]+)+$/, 'must be the path of a field, such as "spec.mesh.clusters"'),
  z.union([z.number(), z.string().max(200), z.boolean()], {
    error: "must be a number, text, true or false",
  }),
);
const topology = z.enum(["original", "kvstoremesh"]);

const scenario = z.union(
  [
    z.strictObject({ preset: shortName().describe("A preset.") }),
    z.strictObject({ file: text(500).min(1).describe("A scenario, from this file's folder.") }),
  ],
  { error: "must be {preset: NAME} or {file: PATH}" },
);

const expectSchema = z.strictObject({
  value: z.number().min(0).max(1e15).optional().describe("The number, in the unit."),
  low: positive.optional().describe("Instead of value: lower end of a range."),
  high: positive.optional().describe("Upper end of the range."),
  unit: unit.describe("Base unit of the number."),
  is: z
    .enum(["about", "at most", "at least"])
    .default("about")
    .describe("Whether the number is a value or a bound."),
});

const resultSchema = z.strictObject({
  metric: z.enum(METRICS.map(({ name }) => name)).describe("A metric (see: list metrics)."),
  stat: text(20).min(1).describe("Which statistic of it, such as p99, mean or max."),
  labels: z.record(z.string(), z.string()).default({}).describe("Rows with these labels."),
  over: z
    .enum(["highest", "mean", "sum"])
    .default("highest")
    .describe("What stands for all clusters: the highest, the mean, or their sum."),
  times: positive.default(1).describe("The value is multiplied by this."),
});

const specSchema = z.strictObject({
  title: text(120).min(1).describe("What the figure is about."),
  source: z
    .strictObject({
      name: text(120).min(1).describe("Who says it; figures of one name share a section."),
      url: z.url({ protocol: /^https$/, error: "must be an https address" }).describe("Where."),
      says: sentence.describe("The number as the source gives it, shortened."),
    })
    .describe("Where the figure is published."),
  expect: expectSchema.optional().describe("The published number."),
  tolerance: z
    .enum(TOLERANCES)
    .optional()
    .describe("How close the model should come, by how well the source states its set-up."),
  known: z
    .boolean()
    .default(false)
    .describe("The simulated value was known when the expectation was written."),
  setup: sentence.optional().describe("Why this run stands for the published one."),
  gaps: z.array(sentence).max(10).default([]).describe("What the source leaves out."),
  run: z
    .strictObject({
      scenario: scenario.describe("The scenario."),
      set: settings.default({}).describe("Fields that are set, by path."),
      topology: topology.describe("The topology that is run."),
    })
    .optional()
    .describe("The run that is held against the figure."),
  result: resultSchema.optional().describe("The row of its result."),
  operation: z
    .enum(["ratio", "difference"])
    .optional()
    .describe("How the row and the same row of the other run become one value."),
  against: z
    .strictObject({
      set: settings.default({}).describe("Fields that are set otherwise, by path."),
      topology: topology.optional().describe("Another topology."),
    })
    .optional()
    .describe("The other run of an operation: the first one with these changes."),
  missing: sentence.optional().describe("What the model probably lacks, should it be off."),
  undecided: sentence.optional().describe("Why no verdict is possible; then nothing is run."),
  input: text(60)
    .min(1)
    .optional()
    .describe("Constant of the model that was taken from this figure."),
});

/** The whole file. */
export const publishedSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION).describe(`Always ${API_VERSION}.`),
  kind: z.literal("PublishedFigure").describe("Always PublishedFigure."),
  metadata: z.strictObject({ name: shortName().describe("Name of the figure, and its file.") }),
  spec: specSchema.describe("The figure."),
});

/** What a file may hold, checked, with defaults filled in. */
export type PublishedFile = z.output<typeof publishedSchema>;
export type PublishedSpec = PublishedFile["spec"];
export type ResultKeys = z.output<typeof resultSchema>;
