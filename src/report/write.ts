/**
 * Writes the report of a run: report.html, and each chart as SVG, PNG and Vega-Lite specification in charts/.
 * Every file is written beside its place and renamed, so a reader never sees half of one.
 * Not written here: summary.json, metrics.ndjson and manifest.json; those are the run's.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../scenario/user-error.js";
import { allCharts } from "./charts/all-charts.js";
import { isDrawn, type Chart } from "./charts/chart.js";
import { renderMarkdown } from "./formats/markdown.js";
import type { RenderedChart } from "./html/figure.js";
import { renderPage } from "./html/page.js";
import { renderPrintPage } from "./html/print-page.js";
import { PngThread } from "./png-thread.js";
import { renderNarrowSvg, renderSvg } from "./render-chart.js";
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
export async function prepareDrawing(): Promise<void> {
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
  const thread = new PngThread();
  try {
    return await drawAndWrite(docs, { dir, format, thread });
  } finally {
    await thread.close();
  }
}

async function drawAndWrite(
  docs: RunDocuments,
  options: { readonly dir: string; readonly format: ReportFormat; readonly thread: PngThread },
): Promise<WrittenReport> {
  const { dir, format, thread } = options;
  const rendered: RenderedChart[] = [];
  const drawn: { readonly name: string; readonly content: string | Promise<Uint8Array> }[] = [];
  const all = allCharts(docs);
  for (const { section, chart } of all) {
    if (!isDrawn(chart)) {
      rendered.push({ section, chart });
      continue;
    }
    const svg = await renderSvg(chart);
    const base = join("charts", chart.name);
    drawn.push({ name: `${base}.svg`, content: `${svg}\n` });
    if (isWanted(".png", format)) drawn.push({ name: `${base}.png`, content: thread.render(svg) });
    drawn.push({ name: `${base}.vl.json`, content: `${JSON.stringify(chart.spec, null, 1)}\n` });
    // Only the page has a reader with a phone.
    const narrow = format === "html" ? { narrowSvg: await renderNarrowSvg(chart) } : {};
    rendered.push({ section, chart, svg, ...narrow });
  }
  const page = PAGES[format];
  if (page !== undefined) drawn.push({ name: page, content: renderText(docs, rendered, format) });
  const wanted: { readonly name: string; readonly content: string | Uint8Array }[] = [];
  for (const { name, content } of drawn) {
    if (isWanted(name, format)) wanted.push({ name, content: await content });
  }
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
