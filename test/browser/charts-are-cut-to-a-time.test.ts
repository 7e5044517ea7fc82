/** Charts over time are cut to a stretch, by two numbers or a drag, with all others of the same axis; and shown whole again. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeReport } from "../../src/report/write.js";
import { sampleIncidentRun } from "../report/sample-incidents.js";
import { launchBrowser, NO_BROWSER, visit } from "./offline-browser.js";

const CUT = "chart-latency-over-time";
/** Over the same time. */
const ALIKE = "chart-etcd-cpu-over-time";
/** Over the time since the window began. */
const OTHER = "chart-clients-in-sync";
/** The ends of a chart's lowest time axis, as its labels have them. */
const ENDS = `(id) => {
  const axes = [...document.querySelectorAll("#" + id + " .picture .role-axis")];
  const labels = axes.map((axis) => [...axis.querySelectorAll(".role-axis-label text")].map((text) => Number(text.textContent)));
  const times = labels.filter((of) => of.length > 1 && of.every(Number.isFinite));
  return [Math.min(...times[0]), Math.max(...times[0])];
}`;
/** The numbers of incidents above the panels of a chart. */
const NUMBERS = `(id) => [...document.querySelectorAll("#" + id + " .picture .role-mark text")]
  .filter((text) => /translate\\(.*,-4\\)/.test(text.getAttribute("transform"))).map((text) => text.textContent).join("")`;

describe.skipIf(NO_BROWSER)("report.html, cut to a time", () => {
  let dir = "";
  let address = "";
  let browser: Browser | undefined;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "report-cut-"));
    const { reportPath } = await writeReport(sampleIncidentRun(), dir);
    address = pathToFileURL(reportPath).href;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("two numbers cut every chart with that axis, and only those", async () => {
    await open(async (page) => {
      const whole = await ends(page, OTHER);
      await cutTo(page, "100", "200");
      await expect.poll(() => ends(page, CUT)).toEqual([100, 200]);
      await expect.poll(() => ends(page, ALIKE)).toEqual([100, 200]);
      expect(await ends(page, OTHER)).toEqual(whole);
    });
  });

  it("a drag cuts to what it covers", async () => {
    await open(async (page) => {
      const chart = page.locator(`#${CUT} .picture svg.marks`);
      await chart.scrollIntoViewIfNeeded();
      const box = await chart.boundingBox();
      if (!box) throw new Error("the chart should be there");
      await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.8);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.8, { steps: 5 });
      await page.mouse.up();
      await page.waitForSelector("form.zoom:not([hidden])");
      const [from, to] = [await page.inputValue("#zoom-from"), await page.inputValue("#zoom-to")];
      expect(Number(to)).toBeGreaterThan(Number(from));
      await expect
        .poll(async () => (await ends(page, CUT))[0])
        .toBeGreaterThanOrEqual(Number(from));
      expect((await ends(page, CUT))[1]).toBeLessThanOrEqual(Number(to));
    });
  });

  it("numbers of incidents outside of the stretch go with them", async () => {
    await open(async (page) => {
      expect(await numbers(page, CUT)).toMatch(/1.*2.*3/);
      await cutTo(page, "0", "20");
      await expect.poll(() => numbers(page, CUT)).toBe("");
    });
  });

  it("is whole again after Show all", async () => {
    await open(async (page) => {
      const before = await drawing(page, CUT);
      await cutTo(page, "100", "200");
      await expect.poll(() => ends(page, CUT)).toEqual([100, 200]);
      await page.click("form.zoom button:has-text('Show all')");
      await expect.poll(() => drawing(page, CUT)).toBe(before);
      expect(await page.locator("form.zoom").isHidden()).toBe(true);
    });
  });

  async function open(look: (page: Page) => Promise<void>): Promise<void> {
    if (!browser) throw new Error("the browser should have been started");
    await visit(browser, { address }, async (page, events) => {
      await page.waitForSelector('html[data-charts="ready"]', { state: "attached" });
      await look(page);
      expect(events).toEqual([`request ${address}`]);
    });
  }
});

async function cutTo(page: Page, from: string, to: string): Promise<void> {
  await page.click(`#${CUT} button:has-text("Cut to a time")`);
  await page.fill("#zoom-from", from);
  await page.fill("#zoom-to", to);
  await page.press("#zoom-to", "Enter");
}

async function ends(page: Page, id: string): Promise<readonly [number, number]> {
  return page.evaluate<readonly [number, number]>(`(${ENDS})("${id}")`);
}

async function numbers(page: Page, id: string): Promise<string> {
  return page.evaluate<string>(`(${NUMBERS})("${id}")`);
}

/** The chart's SVG but for the names of its clips, which Vega counts on. */
async function drawing(page: Page, id: string): Promise<string> {
  const svg = await page.locator(`#${id} .picture svg.marks`).innerHTML();
  return svg.replace(/\bclip\d+/g, "clip");
}
