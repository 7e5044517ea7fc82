/**
 * The page in a real browser without a network: charts become interactive, nothing is requested, nothing overflows a
 * phone, and without JavaScript the static pictures are there. Needs Chromium: CHROMIUM, or /usr/bin/chromium.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeReport } from "../../src/report/write.js";
import { sampleIncidentRun } from "../report/sample-incidents.js";

const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const present = existsSync(EXECUTABLE);
/** CI must not turn green by skipping. */
const required = process.env["CI"] !== undefined;
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PHONE = { width: 390, height: 844 };

describe.skipIf(!present && !required)("report.html, offline", () => {
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
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("draws every chart without an error or a request", async () => {
    await visit({}, async (page, events) => {
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
    await visit({ viewport: PHONE, colorScheme }, async (page) => {
      const widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
      expect(widths).toEqual([PHONE.width, PHONE.width]);
    });
  });

  it("is recoloured in dark mode: titles of charts contrast with the paper", async () => {
    const fill = `getComputedStyle([...document.querySelectorAll("figure svg text")]
      .find((text) => text.textContent === "Connections per etcd")).fill`;
    await visit({ colorScheme: "dark" }, async (page) => {
      expect(await page.evaluate(fill)).toBe("rgb(230, 234, 238)");
    });
    await visit({ colorScheme: "light" }, async (page) => {
      expect(await page.evaluate(fill)).toBe("rgb(31, 41, 51)");
    });
  });

  it("is complete without JavaScript", async () => {
    await visit({ javaScriptEnabled: false }, async (page, events) => {
      expect(await page.locator("figure .picture > svg").count()).toBe(charts);
      expect(await page.locator("#table-key-figures tbody tr").count()).toBeGreaterThan(10);
      expect(events).toEqual([`request ${address}`]);
    });
  });

  it("has landmarks, one first heading, and a name for every chart", async () => {
    await visit({}, async (page) => {
      for (const landmark of ["header", "nav", "main", "footer", "h1"]) {
        expect([landmark, await page.locator(landmark).count()]).toEqual([landmark, 1]);
      }
      const names = await page.locator('figure .picture[role="img"]').all();
      expect(names).toHaveLength(charts);
      for (const name of names) expect(await name.getAttribute("aria-label")).toMatch(/\. .*\d/);
    });
  });

  async function visit(
    options: BrowserContextOptions,
    look: (page: Page, events: readonly string[]) => Promise<void>,
  ): Promise<void> {
    if (!browser) throw new Error(`no browser at ${EXECUTABLE}: install chromium or set CHROMIUM`);
    const context = await browser.newContext({ offline: true, ...options });
    try {
      const events: string[] = [];
      const page = await context.newPage();
      page.on("console", (message) => events.push(`console ${message.type()} ${message.text()}`));
      page.on("pageerror", (error) => events.push(`error ${error.message}`));
      page.on("request", (request) => events.push(`request ${request.url()}`));
      await page.goto(address);
      if (options.javaScriptEnabled !== false) {
        await page.waitForSelector('html[data-charts="ready"]', { state: "attached" });
      }
      await look(page, events);
    } finally {
      await context.close();
    }
  }
});
