/**
 * Shows the documents of a run: while it lasts a few charts over time, at its end the sections of the report. Charts are
 * drawn when they come into view. Not here: what stands in the sections (src/report).
 */
import { allCharts } from "../../report/charts/all-charts.js";
import { isDrawn, type Chart, type DrawnChart } from "../../report/charts/chart.js";
import { cpuOverTimeChart } from "../../report/charts/etcd-cpu.js";
import { putsOverTimeChart, watchEventsOverTimeChart } from "../../report/charts/etcd-load.js";
import { latencyOverTimeChart } from "../../report/charts/latency-over-time.js";
import { renderSections, sectionsOf } from "../../report/html/sections.js";
import type { RunDocuments } from "../../report/run-documents.js";
import { element } from "./dom.js";

/** vega-embed, which the page loads before this code. */
declare const vegaEmbed: (
  host: HTMLElement,
  spec: object,
  options: object,
) => Promise<{ finalize(): void }>;

/** What is drawn in a place now, to be given up when it is drawn anew. */
const views = new WeakMap<HTMLElement, { finalize(): void }>();

/** Charts that mean something before the run has ended. */
const LIVE = [putsOverTimeChart, watchEventsOverTimeChart, cpuOverTimeChart, latencyOverTimeChart];

/** Draws what is known so far, one chart after another, so that the page can be used meanwhile. */
export async function drawPartial(host: HTMLElement, docs: RunDocuments): Promise<void> {
  const charts = LIVE.map((draw) => draw(docs)).filter(isDrawn);
  for (const chart of charts) {
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

function drawInView(host: HTMLElement, charts: readonly Chart[]): void {
  const waiting = new Map<Element, DrawnChart>();
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const chart = waiting.get(target);
        if (!isIntersecting || chart === undefined) continue;
        seen.unobserve(target);
        waiting.delete(target);
        void embed(target as HTMLElement, chart);
      }
    },
    { rootMargin: "1500px" },
  );
  for (const chart of charts) {
    const picture = host.querySelector(`#chart-${CSS.escape(chart.name)} .picture`);
    if (picture === null || !isDrawn(chart)) continue;
    waiting.set(picture, chart);
    seen.observe(picture);
  }
}

async function embed(host: HTMLElement, chart: DrawnChart): Promise<void> {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const config = {
    ...(chart.spec["config"] as object),
    font: getComputedStyle(document.body).fontFamily,
  };
  const inner = element("div");
  const old = host.firstElementChild;
  const options = {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    tooltip: { theme: dark ? "dark" : "light" },
    downloadFileName: chart.name,
  };
  const view = await vegaEmbed(inner, { ...chart.spec, config }, options);
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
