/**
 * The sweep file, field by field: which scenario, which of its fields take which values, how many seeds, what is kept
 * and drawn. Unknown fields are refused at every depth, as in a scenario. Not here: what the axes expand to (expand.ts).
 */
import { z } from "zod";
import { METRICS } from "../../scenario/metric-catalogue.js";
import { TOPOLOGY_NAMES } from "../../scenario/scenario.js";
import { API_VERSION } from "../../scenario/schema.js";
import { shortName, text, whole } from "../../scenario/schema-parts.js";

/** What an axis may set a field to. */
const scalar = z.union([z.number(), z.string().max(200), z.boolean()], {
  error: "must be a number, text, true or false",
});
const path = z
  .string()
  .max(200)
  .regex(
    /^(spec|metadata)(\.[A-Za-z0-9]+)+$/,
    'must be the path of a field, such as "spec.mesh.clusters"',
  );
const settings = z.record(
  path,
  z.union([scalar, z.array(z.unknown()), z.record(z.string(), z.unknown())]),
);
const axisName = z
  .string()
  .max(40)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, "must begin with a letter and hold letters, digits, - and _");
const positive = z.number().positive().max(1e12);

const axisKeys = {
  name: axisName.describe("What charts and tables call the axis."),
  path: z
    .union([path, z.array(path).min(1).max(20)])
    .optional()
    .describe("Field of the scenario that takes the values, or several that take the same one."),
  values: z.array(scalar).min(1).max(1000).optional().describe("The values, one by one."),
  range: z
    .strictObject({
      from: z.number().describe("First value."),
      to: z.number().describe("Last value, if a step meets it."),
      step: positive.default(1).describe("Distance of two values."),
    })
    .optional()
    .describe("Values at even distances."),
  log2: z
    .strictObject({ from: positive.describe("First value."), to: positive.describe("Upper end.") })
    .optional()
    .describe("Each value twice the one before."),
  log10: z
    .strictObject({
      from: positive.describe("First value."),
      to: positive.describe("Upper end."),
      perDecade: whole(1, 20).default(1).describe("Values per factor of ten; 3 gives 1, 2, 5, 10."),
    })
    .optional()
    .describe("Values at even ratios, rounded to two digits."),
  cases: z
    .array(
      z.strictObject({
        name: text(60).min(1).describe("What charts call the case."),
        set: settings.describe("Fields that it sets, by path."),
      }),
    )
    .min(1)
    .max(200)
    .optional()
    .describe("Named settings of several fields, instead of path and values."),
};
const axisSchema = z.strictObject(axisKeys);
const axisItem = z.strictObject({
  ...axisKeys,
  name: axisKeys.name.optional(),
  zip: z
    .array(axisSchema)
    .min(2)
    .max(10)
    .optional()
    .describe("Axes that move together, first value with first value; all equally long."),
});

const figureSchema = z.strictObject({
  name: axisName.describe("What charts and tables call the figure."),
  metric: z.enum(METRICS.map(({ name }) => name)).describe("A metric (see: list metrics)."),
  stat: text(20).min(1).describe("Which statistic of it, such as p99, mean or max."),
  labels: z
    .record(z.string(), z.string())
    .default({})
    .describe("Rows with these labels. Default for sync latency: type all, stage total."),
  over: z
    .enum(["highest", "mean", "sum"])
    .default("highest")
    .describe("What stands for all clusters: the highest, the mean, or their sum."),
});

const chartSchema = z.strictObject({
  name: shortName().describe("File name of the chart."),
  title: text(120).min(1).describe("Title."),
  x: axisName.describe("Axis along the bottom."),
  y: axisName.describe("Figure that is drawn, with its interval."),
  series: axisName.optional().describe("Axis whose values are lines of their own (at most 7)."),
  xLabel: text(80).optional().describe("What stands below the axis; default: its name."),
  yLabel: text(80).optional().describe("What stands beside it; default: the figure's name."),
  xScale: z.enum(["linear", "log"]).default("linear").describe("Scale of the horizontal axis."),
  yScale: z.enum(["linear", "log"]).default("linear").describe("Scale of the vertical axis."),
  topologies: z
    .array(z.enum(TOPOLOGY_NAMES))
    .min(1)
    .optional()
    .describe("Only these. Default: all that were run."),
});

const precisionSchema = z.strictObject({
  figure: axisName.describe("The figure that must be precise, in every topology that has it."),
  within: z
    .string()
    .regex(/^[0-9]+(\.[0-9]+)?%$/, 'must be a percentage, such as "5%"')
    .describe("Half width of the 95 % interval as a share of the mean."),
  minSeeds: whole(2, 1000).default(5).describe("Seeds that always run."),
  maxSeeds: whole(2, 1000).default(50).describe("Seeds after which a point ends, precise or not."),
});

const specSchema = z.strictObject({
  scenario: z
    .union(
      [
        z.strictObject({ preset: shortName().describe("A preset.") }),
        z.strictObject({
          file: text(500).min(1).describe("A scenario file, from this file's folder."),
        }),
      ],
      { error: "must be {preset: NAME} or {file: PATH}" },
    )
    .describe("The scenario that all points start from."),
  set: settings.default({}).describe("Fields that are set for all points, by path."),
  axes: z.array(axisItem).max(10).default([]).describe("What varies. Axes are crossed."),
  include: z
    .array(
      z.strictObject({
        at: z.record(axisName, scalar).default({}).describe("Values of axes."),
        set: settings.default({}).describe("Further fields."),
      }),
    )
    .max(1000)
    .default([])
    .describe("Points beside those of the axes."),
  exclude: z
    .array(z.record(axisName, z.union([scalar, z.array(scalar)])))
    .max(1000)
    .default([])
    .describe("Points to leave out: those that have all these values."),
  seeds: z
    .union(
      [whole(1, 1000), z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)).min(1)],
      {
        error: "must be a number of seeds, or a list of seeds as text",
      },
    )
    .default(10)
    .describe("How many seeds (1, 2, ...), or which. The same for all points."),
  precision: precisionSchema
    .optional()
    .describe("As many seeds as a precision takes, instead of seeds."),
  warmUp: z
    .enum(["fixed", "auto"])
    .default("fixed")
    .describe(
      "auto: points whose first seeds still drift, as MSER-5 finds, run with a longer warm-up.",
    ),
  figures: z
    .array(figureSchema)
    .max(50)
    .optional()
    .describe("What is kept. Default: headline figures."),
  charts: z.array(chartSchema).max(50).default([]).describe("What is drawn."),
});

/** The whole file. */
export const sweepSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION).describe(`Always ${API_VERSION}.`),
  kind: z.literal("Sweep").describe("Always Sweep."),
  metadata: z.strictObject({
    name: shortName().describe("Name of the sweep; results are named after it."),
    description: text(2000).default("").describe("What it is about."),
  }),
  spec: specSchema.describe("What is run."),
});

/** A sweep file that was checked, with defaults filled in. */
export type SweepFile = z.output<typeof sweepSchema>;
export type SweepSpec = SweepFile["spec"];
export type AxisKeys = z.output<typeof axisSchema>;
export type FigureKeys = z.output<typeof figureSchema>;
export type ChartKeys = z.output<typeof chartSchema>;
export type Scalar = z.output<typeof scalar>;
export type Settings = z.output<typeof settings>;
