/**
 * The page in a real browser without a network: charts become interactive, nothing is requested, nothing overflows a
 * phone, and without JavaScript the static pictures are there.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeReport } from "../../src/report/write.js";
import { sampleIncidentRun } from "../report/sample-incidents.js";
import { launchBrowser, NO_BROWSER, PHONE, seriousFaults, visit } from "./offline-browser.js";

describe.skipIf(NO_BROWSER)("report.html, offline", () => {
  let dir = "";
  let address = "";
  let charts = 0;
  let browser: Browser | undefined;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "report-browser-"));
    const docs = sampleIncidentRun(undefined, { unequal: true });
    const { files, reportPath } = await writeReport(docs, dir);
    charts = files.filter((file) => file.endsWith(".svg")).length;
    address = pathToFileURL(reportPath).href;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("draws every chart without an error or a request", async () => {
    await open({}, async (page, events) => {
      expect(charts).toBeGreaterThan(10);
      expect(await page.locator("figure .picture[data-interactive] svg.marks").count()).toBe(
        charts,
      );
      expect(await page.locator("figure svg path, figure svg rect").count()).toBeGreaterThan(
        charts,
      );
      expect(events).toEqual([`request ${address}`]);
    });
  });

  it.each(["light", "dark"] as const)("fits a phone, %s", async (colorScheme) => {
    await open({ viewport: PHONE, colorScheme }, async (page) => {
      const widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
      expect(widths).toEqual([PHONE.width, PHONE.width]);
    });
  });

  it("is recoloured in dark mode: titles of charts contrast with the paper", async () => {
    const fill = `getComputedStyle([...document.querySelectorAll("figure svg text")]
      .find((text) => text.textContent === "Connections per etcd")).fill`;
    await open({ colorScheme: "dark" }, async (page) => {
      expect(await page.evaluate(fill)).toBe("rgb(230, 234, 238)");
    });
    await open({ colorScheme: "light" }, async (page) => {
      expect(await page.evaluate(fill)).toBe("rgb(31, 41, 51)");
    });
  });

  it.each(["light", "dark"] as const)("has no serious fault of accessibility, %s", async (mode) => {
    await open({ colorScheme: mode }, async (page) => {
      expect(await seriousFaults(page)).toEqual([]);
    });
  });

  it("is complete without JavaScript", async () => {
    await open({ javaScriptEnabled: false }, async (page, events) => {
      expect(await page.locator("figure .picture > svg").count()).toBe(charts);
      expect(await page.locator("#table-key-figures tbody tr").count()).toBeGreaterThan(10);
      expect(events).toEqual([`request ${address}`]);
    });
  });

  it("has landmarks, one first heading, and a name for every chart", async () => {
    await open({}, async (page) => {
      for (const landmark of ["header", "nav", "main", "footer", "h1"]) {
        expect([landmark, await page.locator(landmark).count()]).toEqual([landmark, 1]);
      }
      const names = await page.locator("figure .picture[aria-label]").all();
      expect(names).toHaveLength(charts);
      for (const name of names) expect(await name.getAttribute("aria-label")).toMatch(/\. .*\d/);
    });
  });

  async function open(
    options: BrowserContextOptions,
    look: (page: Page, events: readonly string[]) => Promise<void>,
  ): Promise<void> {
    if (!browser) throw new Error("the browser should have been started");
    await visit(browser, { address, ...options }, async (page, events) => {
      if (options.javaScriptEnabled !== false) {
        await page.waitForSelector('html[data-charts="ready"]', { state: "attached" });
      }
      await look(page, events);
    });
  }
});
