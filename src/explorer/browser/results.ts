/**
 * Shows the documents of a run: while it lasts a few charts over time, at its end the sections of the report.
 * Not here: what stands in the sections (src/report).
 */
import { allCharts } from "../../report/charts/all-charts.js";
import { isDrawn, type Chart, type DrawnChart } from "../../report/charts/chart.js";
import { cpuOverTimeChart } from "../../report/charts/etcd-cpu.js";
import { putsOverTimeChart, watchEventsOverTimeChart } from "../../report/charts/etcd-load.js";
import { latencyOverTimeChart } from "../../report/charts/latency-over-time.js";
import { NARROW_WIDTH, narrowChart } from "../../report/charts/narrow.js";
import { renderSections, sectionsOf } from "../../report/html/sections.js";
import type { RunDocuments } from "../../report/run-documents.js";
import { element } from "./dom.js";

/** vega-embed, which the page loads before this code. */
declare const vegaEmbed: (
  host: HTMLElement,
  spec: object,
  options: object,
) => Promise<{ finalize(): void }>;

/** Up to here charts are drawn for a phone, as the style of the page has it. */
const PHONE_WIDTH = 640;
/** Plot of the first of two drawings for a phone. */
const TRIAL_PLOT = 200;

/** Between two charts that nobody looks at. */
const IDLE_MS = 50;

/** What is drawn in a place now, to be given up when it is drawn anew. */
const views = new WeakMap<HTMLElement, { finalize(): void }>();

/** Charts that mean something before the run has ended. */
const LIVE = [putsOverTimeChart, watchEventsOverTimeChart, cpuOverTimeChart, latencyOverTimeChart];

/** Draws what is known so far, one chart after another, so that the page can be used meanwhile. */
export async function drawPartial(host: HTMLElement, docs: RunDocuments): Promise<void> {
  const charts = LIVE.map((draw) => draw(docs)).filter(isDrawn);
  for (const chart of charts) {
    // While the last chart was drawn the run may have ended, and its report stand here.
    if (host.dataset["state"] !== "running") return;
    let figure = host.querySelector<HTMLElement>(`#live-${chart.name}`);
    if (figure === null) {
      if (host.querySelector(".live") === null) host.replaceChildren();
      figure = element("figure", { id: `live-${chart.name}`, class: "live" });
      host.append(figure);
    }
    await embed(figure, chart);
    await pause(0);
  }
}

/** Draws the report of a run that has ended. */
export function drawResult(host: HTMLElement, docs: RunDocuments): void {
  const charts = allCharts(docs);
  const { links, bodies } = renderSections(
    sectionsOf(
      docs,
      charts.map(({ section, chart }) => ({ section, chart, svg: "" })),
    ),
  );
  host.innerHTML = `<nav aria-label="Contents"><ul>${links}</ul></nav>\n${bodies}`;
  // The fragment of the address is the state of the page: links within it move, and leave it alone.
  for (const link of host.querySelectorAll<HTMLAnchorElement>("nav a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      host.querySelector(link.hash)?.scrollIntoView();
    });
  }
  drawInView(
    host,
    charts.map(({ chart }) => chart),
  );
  host.dataset["state"] = "done";
}

/** Charts near what is looked at come first, the others when the browser has nothing else to do. */
function drawInView(host: HTMLElement, charts: readonly Chart[]): void {
  const waiting = new Map<HTMLElement, DrawnChart>();
  const draw = async (picture: HTMLElement): Promise<void> => {
    const chart = waiting.get(picture);
    if (chart === undefined || !waiting.delete(picture)) return;
    seen.unobserve(picture);
    await embed(picture, chart);
  };
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) void draw(target as HTMLElement);
      }
    },
    { rootMargin: "600px" },
  );
  for (const chart of charts) {
    const name = CSS.escape(chart.name);
    const picture = host.querySelector<HTMLElement>(`#chart-${name} .picture`);
    if (picture === null || !isDrawn(chart)) continue;
    waiting.set(picture, chart);
    seen.observe(picture);
  }
  const drawRest = async (): Promise<void> => {
    for (const picture of [...waiting.keys()]) {
      await pause(IDLE_MS);
      if (!picture.isConnected) return;
      await draw(picture);
    }
  };
  void drawRest();
}

async function embed(host: HTMLElement, chart: DrawnChart): Promise<void> {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const font = getComputedStyle(document.body).fontFamily;
  let inner = element("div");
  const old = host.firstElementChild;
  const options = {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    tooltip: { theme: dark ? "dark" : "light" },
    downloadFileName: chart.name,
  };
  const draw = async (spec: DrawnChart["spec"]): Promise<{ finalize(): void }> =>
    vegaEmbed(inner, { ...spec, config: { ...(spec["config"] as object), font } }, options);
  const isNarrow = innerWidth <= PHONE_WIDTH;
  let view = await draw(isNarrow ? narrowChart(chart, TRIAL_PLOT).spec : chart.spec);
  if (isNarrow && chart.narrow === undefined) {
    // What is left of the width beside axes and names is known only now.
    const drawn = Number(inner.querySelector("svg.marks")?.getAttribute("width"));
    view.finalize();
    inner = element("div");
    view = await draw(narrowChart(chart, TRIAL_PLOT + NARROW_WIDTH - drawn).spec);
  }
  // Of a chart its words and its table are read out, not each mark.
  inner.querySelector("svg.marks")?.setAttribute("aria-hidden", "true");
  // Meanwhile the run may have ended, and its report have taken the place.
  if (!host.isConnected) {
    view.finalize();
    return;
  }
  views.get(host)?.finalize();
  views.set(host, view);
  inner.querySelector("summary")?.setAttribute("aria-label", `Save ${chart.title}`);
  // A picture has nothing in it that can be operated; now it has.
  if (host.getAttribute("role") === "img") host.setAttribute("role", "group");
  if (old?.isConnected === true) old.replaceWith(inner);
  else host.replaceChildren(inner);
  host.dataset["drawn"] = "yes";
}

/** Lets the browser do other things. */
export async function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
