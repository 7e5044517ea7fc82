/** `report -o print` is a page for paper: no script, A4 pages with the scenario's name, no chart cut off or too tall. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeReport } from "../../src/report/write.js";
import { sampleIncidentRun } from "../report/sample-incidents.js";
import { launchBrowser, NO_BROWSER, visit } from "./offline-browser.js";

/** A4 without the margins of the style, in CSS pixels. */
const PAPER = { width: 688, height: 994 };

describe.skipIf(NO_BROWSER)("print.html", () => {
  let dir = "";
  let file = "";
  let browser: Browser | undefined;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "report-print-"));
    const { reportPath, files } = await writeReport(sampleIncidentRun(), dir, "print");
    expect(files).toEqual(["print.html"]);
    file = reportPath;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("has no script and asks for nothing", () => {
    const page = readFileSync(file, "utf8");
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<details class="fold">/);
  });

  it("becomes a PDF of several pages, and every chart fits one", async () => {
    if (!browser) throw new Error("the browser should have been started");
    const address = pathToFileURL(file).href;
    await visit(browser, { address, viewport: PAPER }, async (page, events) => {
      await page.emulateMedia({ media: "print" });
      const sizes = await page.evaluate<[string, number, number, number][]>(
        `[...document.querySelectorAll("figure")].map((figure) => {
          const { left, right, height } = figure.querySelector("svg").getBoundingClientRect();
          return [figure.id, left, right, height];
        })`,
      );
      expect(sizes.length).toBeGreaterThan(15);
      for (const [id, left, right, height] of sizes) {
        expect([id, left >= 0, right <= PAPER.width, height <= PAPER.height]).toEqual([
          id,
          true,
          true,
          true,
        ]);
      }
      const overflow = await page.evaluate("document.documentElement.scrollWidth");
      expect(overflow).toBe(PAPER.width);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      const pages = pdf.match(/\/Type\s*\/Page[^s]/g) ?? [];
      expect(pages.length).toBeGreaterThan(8);
      expect(events).toEqual([`request ${address}`]);
    });
  });
});
