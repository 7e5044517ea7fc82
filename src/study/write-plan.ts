/**
 * The files of a plan: plan.json and plan.txt, and with a frontier its data and its chart as SVG and PNG. They hold no
 * time, host or path, so the same plan gives the same bytes.
 */
import { frontierChart } from "../report/charts/frontier.js";
import { isDrawn } from "../report/charts/chart.js";
import { renderSvg } from "../report/render-chart.js";
import { renderPng } from "../report/render-png.js";
import type { Frontier } from "./frontier.js";
import type { Plan } from "./plan.js";
import { planJson, planText } from "./plan-text.js";
import { writeFiles, type StudyFile } from "./write-files.js";

/** Writes them into `dir` and gives their paths. @throws UserError when the directory cannot be written. */
export async function writePlan(
  dir: string,
  plan: Plan,
  frontier: Frontier | undefined,
): Promise<readonly string[]> {
  const files: StudyFile[] = [
    { name: "plan.json", content: planJson(plan) },
    { name: "plan.txt", content: planText(plan) },
  ];
  if (frontier !== undefined) files.push(...(await frontierFiles(plan, frontier)));
  return writeFiles(dir, files);
}

async function frontierFiles(plan: Plan, frontier: Frontier): Promise<readonly StudyFile[]> {
  const data = { name: "frontier.json", content: `${JSON.stringify(frontier, null, 2)}\n` };
  const chart = frontierChart({ scenario: plan.scenario, ...frontier });
  if (!isDrawn(chart)) return [data];
  const svg = await renderSvg(chart);
  return [
    data,
    { name: "frontier.svg", content: `${svg}\n` },
    { name: "frontier.png", content: renderPng(svg) },
  ];
}
