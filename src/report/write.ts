/**
 * Writes the report of a run: report.html, and each chart as SVG, PNG and Vega-Lite specification in charts/.
 * Every file is written beside its place and renamed, so a reader never sees half of one.
 * Not written here: summary.json, metrics.ndjson and manifest.json; those are the run's.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../scenario/user-error.js";
import { allCharts } from "./charts/all-charts.js";
import { isDrawn, type Chart, type DrawnChart } from "./charts/chart.js";
import type { Pictures } from "./draw-chart.js";
import { drawCharts, prepareDrawing } from "./draw-charts.js";
import { renderMarkdown } from "./formats/markdown.js";
import type { RenderedChart } from "./html/figure.js";
import { renderPage } from "./html/page.js";
import { renderPrintPage } from "./html/print-page.js";
import type { RunDocuments } from "./run-documents.js";
import { drawSpecimen } from "./specimen.js";

const CHART_ENDINGS = [".svg", ".png", ".vl.json"];

/** What writeReport wrote: `files` relative to the directory, in the order of writing. */
export interface WrittenReport {
  readonly files: readonly string[];
  /** Path of report.html or report.md, or of the folder of the pictures, beginning with the given directory. */
  readonly reportPath: string;
}

/** What to write: the page with all charts, the same for paper, a Markdown text with pictures, or only pictures of one kind. */
export type ReportFormat = "html" | "print" | "md" | "svg" | "png";

const PAGES: Readonly<Partial<Record<ReportFormat, string>>> = {
  html: "report.html",
  print: "print.html",
  md: "report.md",
};

/** Loads all that writeReport will need, while there is time. May be called any number of times, or never. */
export async function prepare(): Promise<void> {
  prepareDrawing();
  await drawSpecimen();
}

/**
 * Draws all charts and writes the report into `dir`, which is created when missing.
 * Throws UserError when the directory cannot be written.
 */
export async function writeReport(
  docs: RunDocuments,
  dir: string,
  format: ReportFormat = "html",
): Promise<WrittenReport> {
  // First, so that a directory that cannot be written is known before the seconds of drawing.
  toUserError(dir, () => mkdirSync(join(dir, "charts"), { recursive: true }));
  const all = allCharts(docs);
  const charts = all.map(({ chart }) => chart).filter(isDrawn);
  const pictures = await drawCharts(charts, {
    narrow: format === "html",
    png: isWanted(".png", format),
  });
  const drawn: File[] = charts.flatMap((chart, index) => filesOf(chart, pictures[index]));
  const picturesOf = new Map(charts.map((chart, index) => [chart.name, pictures[index]]));
  const rendered = all.map(({ section, chart }): RenderedChart => ({
    section,
    chart,
    ...picturesOf.get(chart.name),
  }));
  const page = PAGES[format];
  if (page !== undefined) drawn.push({ name: page, content: renderText(docs, rendered, format) });
  const wanted = drawn.filter(({ name }) => isWanted(name, format));
  toUserError(dir, () => {
    for (const { name, content } of wanted) writeWhole(join(dir, name), content);
    removeStale(
      dir,
      all.map(({ chart }) => chart).filter((chart) => !isDrawn(chart)),
    );
  });
  const names = wanted.map((file) => file.name);
  return { files: names, reportPath: join(dir, page ?? "charts") };
}

interface File {
  readonly name: string;
  readonly content: string | Uint8Array;
}

function filesOf(chart: DrawnChart, pictures: Pictures | undefined): readonly File[] {
  if (pictures === undefined) return [];
  const { svg, png } = pictures;
  const base = join("charts", chart.name);
  return [
    { name: `${base}.svg`, content: `${svg}\n` },
    ...(png === undefined ? [] : [{ name: `${base}.png`, content: png }]),
    { name: `${base}.vl.json`, content: `${JSON.stringify(chart.spec, null, 1)}\n` },
  ];
}

function renderText(
  docs: RunDocuments,
  rendered: readonly RenderedChart[],
  format: ReportFormat,
): string {
  if (format === "md") return renderMarkdown(docs);
  return format === "print" ? renderPrintPage(docs, rendered) : renderPage(docs, rendered);
}

/** A page for paper holds its pictures; formats of pictures are these alone. */
function isWanted(name: string, format: ReportFormat): boolean {
  if (format === "print") return name === PAGES.print;
  return PAGES[format] !== undefined || name.endsWith(`.${format}`);
}

function writeWhole(path: string, content: string | Uint8Array): void {
  const partial = `${path}.partial-${process.pid}`;
  try {
    writeFileSync(partial, content);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** A chart that an earlier report drew and this one could not must not look like a result of this run. */
function removeStale(dir: string, empty: readonly Chart[]): void {
  for (const { name } of empty) {
    for (const ending of CHART_ENDINGS) rmSync(join(dir, "charts", name + ending), { force: true });
  }
}

function toUserError(dir: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    const message = `cannot write the report: ${code}; free space or choose another directory`;
    throw new UserError([
      { file: (error as NodeJS.ErrnoException).path ?? dir, path: "", message },
    ]);
  }
}
