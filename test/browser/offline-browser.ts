/** Headless Chromium without a network, for tests that look at a page. Needs Chromium: CHROMIUM, or /usr/bin/chromium. */
import { existsSync } from "node:fs";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { chromium } from "playwright-core";

const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** True when there is no browser and CI does not insist on one. CI must not turn green by skipping. */
export const NO_BROWSER = !existsSync(EXECUTABLE) && process.env["CI"] === undefined;
export const PHONE = { width: 390, height: 844 };

/** @throws Error when there is no browser. */
export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(EXECUTABLE)) {
    throw new Error(`no browser at ${EXECUTABLE}: install chromium or set CHROMIUM`);
  }
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}

/** Opens a page offline; `events` holds console messages, errors and requests, in order. */
export async function visit(
  browser: Browser,
  { address, ...options }: BrowserContextOptions & { readonly address: string },
  look: (page: Page, events: readonly string[]) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ offline: true, ...options });
  try {
    const events: string[] = [];
    const page = await context.newPage();
    page.on("console", (message) => events.push(`console ${message.type()} ${message.text()}`));
    page.on("pageerror", (error) => events.push(`error ${error.message}`));
    page.on("request", (request) => events.push(`request ${request.url()}`));
    await page.goto(address);
    await look(page, events);
  } finally {
    await context.close();
  }
}

/** Without the thousands of elements that passed: axe would work out a selector for each. */
const ONLY_FAULTS = `axe.run(document, { resultTypes: ["violations"] })
  .then(({ violations }) => ({ violations }))`;

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}

/** Serious and critical faults that axe finds on a page, each as rule and element. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResult>(ONLY_FAULTS);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}
