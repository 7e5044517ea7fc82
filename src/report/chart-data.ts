/**
 * The figures behind a chart as small tables, for readers who cannot see it and for those who want the numbers. They are
 * read from the chart's own specification, so they cannot differ from the picture.
 * Not all of them: time is sampled at a score of moments, and long lists are cut; metrics.ndjson has the rest.
 */
import type { DrawnChart, Json, JsonObject } from "./charts/chart.js";
import { wordOf } from "./charts/chart.js";
import { withSeparators } from "./format.js";
import type { Cell, Table } from "./tables.js";

/** Moments of a table over time, and rows of any other. */
const MOMENTS = 16;
const ROWS_MAX = 24;
const COLUMNS_MAX = 12;

/** Fields that say what a row is about, in the order of columns, and those that are its figures. */
const NAMES = [
  "cluster",
  "label",
  "type",
  "route",
  "station",
  "stage",
  "incident",
  "period",
  "kind",
  "series",
  "topology",
  "stat",
  "direction",
  "quantile",
  "x",
] as const;
const FIGURES = [
  "seconds",
  "value",
  "y",
  "low",
  "high",
  "mean",
  "max",
  "effect",
  "busiest",
  "connections",
];
const TITLES: Readonly<Record<string, string>> = {
  stat: "statistic",
  kind: "client",
  label: "what",
  quantile: "share delivered",
  mean: "mean (1 = 100 %)",
  max: "highest bin (1 = 100 %)",
  effect: "effect (1 = 100 %)",
  busiest: "busiest part",
  connections: "connections of its etcd",
};

interface Found {
  readonly rows: readonly JsonObject[];
  /** The part of the specification that draws them. */
  readonly view: JsonObject;
}

/** Tables of a chart's figures; none for a chart that holds nothing but marks. */
export function chartTables(chart: DrawnChart): readonly Table[] {
  return collect(chart.spec).flatMap((found, index) => {
    const table = isOverTime(found.rows[0]) ? timeTable(found) : listTable(found);
    if (table === undefined) return [];
    const title = panelTitle(found.view);
    const caption = title === "" ? chart.title : `${chart.title}: ${title}`;
    return [{ ...table, name: `data-${chart.name}-${index}`, caption }];
  });
}

type Part = Pick<Table, "columns" | "rows" | "note">;

function isOverTime(row: JsonObject | undefined): boolean {
  return row !== undefined && "t" in row && "value" in row;
}

/** What each line was at moments that are spread evenly over the axis. A bin's value holds until its own time. */
function timeTable({ rows, view }: Found): Part | undefined {
  const lines = new Map<string, JsonObject[]>();
  const topologies = new Set(rows.map((row) => wordOf(row["topology"])));
  for (const row of rows) {
    const { series, topology } = row;
    const same = series === topology || topologies.size < 2;
    const name = same ? wordOf(series) : `${wordOf(series)} · ${wordOf(topology)}`;
    const line = lines.get(name);
    if (line === undefined) lines.set(name, [row]);
    else line.push(row);
  }
  const names = [...lines.keys()].slice(0, COLUMNS_MAX);
  const times = rows.map((row) => Number(row["t"]));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const body = Array.from({ length: MOMENTS }, (_, index): Cell[] => {
    const t = from + ((index + 1) * (to - from)) / MOMENTS;
    const cells = names.map((name): Cell => {
      const bin = lines.get(name)?.find((row) => Number(row["t"]) >= t - 1e-9);
      return { text: bin === undefined ? "–" : digits(bin["value"]) };
    });
    return [{ text: digits(t) }, ...cells];
  });
  const unit = axisTitle(view, "value");
  return {
    columns: ["time (s)", ...names],
    rows: body,
    note: `${unit === "" ? "" : `In ${unit}. `}${MOMENTS} moments of the chart; all time bins are in metrics.ndjson.`,
  };
}

function listTable({ rows, view }: Found): Part | undefined {
  const has = (field: string): boolean => rows.some((row) => row[field] !== undefined);
  const figures = FIGURES.filter(has);
  const names = NAMES.filter((name) => has(name) && !(name === "label" && has("station")));
  const labels = names.filter(
    (name) => rows.some((row) => row[name] !== row["topology"]) || name === "topology",
  );
  if (figures.length === 0 || labels.length === 0) return undefined;
  if (figures.includes("value") || figures.includes("seconds")) {
    // A printed label repeats the number beside it.
    const index = labels.indexOf("label");
    if (index >= 0) labels.splice(index, 1);
  }
  const fields = [...labels, ...figures];
  const step = Math.max(1, Math.ceil(rows.length / ROWS_MAX));
  const shown = rows.filter((_, index) => index % step === 0);
  const note = step > 1 ? `Every ${step}th of ${withSeparators(rows.length)} rows.` : undefined;
  return {
    columns: fields.map((field) => TITLES[field] ?? (axisTitle(view, field) || field)),
    rows: shown.map((row) => fields.map((field): Cell => ({ text: digits(row[field]) }))),
    ...(note === undefined ? {} : { note }),
  };
}

/** All inline data below a view, each with the view that holds it. */
function collect(view: JsonObject): readonly Found[] {
  const data = view["data"] as JsonObject | undefined;
  const values = data?.["values"];
  const own =
    Array.isArray(values) && values.length > 0
      ? [{ rows: values as readonly JsonObject[], view }]
      : [];
  const inner = ["vconcat", "layer"].flatMap((key) => {
    const views = view[key];
    return Array.isArray(views)
      ? (views as readonly JsonObject[]).flatMap((one) => withTitle(one, view))
      : [];
  });
  return [...own, ...inner.flatMap(collect)];
}

/** A layer is drawn under the title of the panel around it. */
function withTitle(view: JsonObject, around: JsonObject): readonly JsonObject[] {
  const { title } = around;
  const isPanel =
    around["$schema"] === undefined && view["title"] === undefined && title !== undefined;
  return [isPanel ? { ...view, title } : view];
}

function panelTitle(view: JsonObject): string {
  if (view["$schema"] !== undefined) return "";
  const text = (view["title"] as JsonObject | undefined)?.["text"];
  return typeof text === "string" ? text : "";
}

/** The title of the axis on which a field is drawn, without the remark that it is logarithmic. */
function axisTitle(view: Json | undefined, field: string): string {
  if (Array.isArray(view)) {
    return (
      (view as readonly Json[]).map((one) => axisTitle(one, field)).find((one) => one !== "") ?? ""
    );
  }
  if (typeof view !== "object" || view === null) return "";
  const object = view as JsonObject;
  const { axis } = object;
  if (object["field"] === field && typeof axis === "object" && axis !== null) {
    const { title } = axis as JsonObject;
    if (typeof title === "string") return title.replace(/, log scale|\(log scale\)/, "").trim();
  }
  const inner = Object.entries(object).filter(([key]) => key !== "data");
  return inner.map(([, value]) => axisTitle(value, field)).find((one) => one !== "") ?? "";
}

function digits(value: Json | undefined): string {
  if (typeof value === "number") return withSeparators(Number(value.toPrecision(4)));
  return wordOf(value) || "–";
}
