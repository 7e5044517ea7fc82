/**
 * The explorer from a file, without a network: it gives the bytes that the command line gives, draws while it runs,
 * can be cancelled and shared, and explains bad input.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildExplorer } from "../../src/explorer/page.js";
import { renderFragment, scenarioOf } from "../../src/explorer/state.js";
import { renderSummaryJson } from "../../src/runner/result.js";
import { runScenario } from "../../src/runner/run.js";
import { launchBrowser, NO_BROWSER, PHONE, seriousFaults, visit } from "./offline-browser.js";

const SMALL = {
  preset: "three-clusters",
  seed: "7/b",
  set: [
    "spec.mesh.nodes=20",
    "spec.simulation.duration=40s",
    'spec.incidents=[{"at":"5s","what":"etcd-restart","cluster":"cluster-002"}]',
  ],
};
const DONE = '#results[data-state="done"]';

describe.skipIf(NO_BROWSER)("the explorer, offline", () => {
  let dir = "";
  let file = "";
  let browser: Browser | undefined;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "explorer-"));
    const path = join(dir, "explorer.html");
    writeFileSync(path, await buildExplorer());
    file = pathToFileURL(path).href;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("gives the bytes of the command line, and asks no network", async () => {
    await open({ state: SMALL }, async (page, events) => {
      await page.click("#run");
      await page.waitForSelector(DONE);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click("#save-summary"),
      ]);
      const { summary } = await runScenario({
        scenario: scenarioOf(SMALL),
        seed: SMALL.seed,
        replay: "",
      });
      expect(readFileSync(await download.path(), "utf8")).toBe(renderSummaryJson(summary));
      const asked = events.filter((event) => !/^request (file|blob|data):/.test(event));
      expect(asked).toEqual([]);
    });
  });

  it("draws the report's charts", async () => {
    await open({ state: SMALL }, async (page) => {
      await page.click("#run");
      await page.waitForSelector(DONE);
      await page.waitForSelector("#chart-connections svg.marks");
      expect(await page.locator("#results .answer").count()).toBeGreaterThanOrEqual(2);
      expect(await page.textContent("#results")).toContain("etcd-restart");
    });
  });

  it("draws before a long run has ended, and can be cancelled", async () => {
    const set = ["spec.mesh.clusters=60", "spec.mesh.nodes=500", "spec.simulation.duration=2h"];
    await open({ state: { ...SMALL, set } }, async (page) => {
      await page.click("#run");
      await page.waitForSelector(".live svg");
      await page.click("#cancel");
      expect(await page.textContent("#status")).toBe("cancelled");
      expect(await page.isEnabled("#run")).toBe(true);
    });
  });

  it("keeps what is set in its address, and shows the command for it", async () => {
    await open({ state: SMALL }, async (page) => {
      expect(await page.inputValue("#field-spec-mesh-nodes")).toBe("20");
      await page.fill("#field-spec-mesh-clusters", "5");
      await page.press("#field-spec-mesh-clusters", "Tab");
      const set = [...SMALL.set, "spec.mesh.clusters=5"];
      expect(new URL(page.url()).hash).toBe(`#${renderFragment({ ...SMALL, set })}`);
      expect(await page.textContent("#command")).toContain("--set spec.mesh.clusters=5 --seed 7/b");
    });
  });

  it("says what is wrong and does not run it", async () => {
    await open({ state: { ...SMALL, set: ["spec.mesh.nodes=-1"] } }, async (page) => {
      expect(await page.textContent("#errors")).toContain("spec.mesh.nodes");
      expect(await page.isDisabled("#run")).toBe(true);
    });
    await open({ state: { ...SMALL, preset: "<img src=x onerror=alert(1)>" } }, async (page) => {
      expect(await page.textContent("#errors")).toContain("unknown preset");
      expect(await page.locator("img").count()).toBe(0);
    });
  });

  it.each([
    ["light", undefined],
    ["dark", PHONE],
  ] as const)(
    "fits, and has no serious fault of accessibility: %s",
    async (colorScheme, viewport) => {
      const options = { colorScheme, ...(viewport === undefined ? {} : { viewport }) };
      await open({ state: SMALL, ...options }, async (page) => {
        await page.click("#run");
        await page.waitForSelector(DONE);
        const widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
        expect(widths).toEqual([viewport?.width ?? 1280, viewport?.width ?? 1280]);
        expect(await seriousFaults(page)).toEqual([]);
      });
    },
  );

  async function open(
    { state, ...options }: BrowserContextOptions & { readonly state: typeof SMALL },
    look: (page: Page, events: readonly string[]) => Promise<void>,
  ): Promise<void> {
    if (!browser) throw new Error("the browser should have been started");
    await visit(browser, { address: `${file}#${renderFragment(state)}`, ...options }, look);
  }
});
