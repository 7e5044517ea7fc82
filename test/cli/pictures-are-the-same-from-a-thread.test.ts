/** The compiled program makes PNGs in a thread of its own: the bytes are those of making them at once. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type * as PngThreadModule from "../../src/report/png-thread.js";
import { renderPng } from "../../src/report/render-png.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { builtProgram, clustermeshSim, TINY_SCENARIO } from "./command.js";

const folder = temporaryFolder();
writeFileSync(join(folder, "tiny.yaml"), TINY_SCENARIO);

test("every PNG of a report is that of its SVG", () => {
  const args = ["run", "-f", "tiny.yaml", "--topology", "original", "--out", "tiny"];
  expect(clustermeshSim(args, { cwd: folder }).code).toBe(0);
  const charts = join(folder, "tiny", "charts");
  const pngs = readdirSync(charts).filter((name) => name.endsWith(".png"));
  expect(pngs.length).toBeGreaterThan(5);
  for (const name of pngs) {
    const svg = readFileSync(join(charts, name.replace(".png", ".svg")), "utf8");
    expect(readFileSync(join(charts, name)).equals(renderPng(svg)), name).toBe(true);
  }
});

test("a picture that cannot be made is told when it is asked for", async () => {
  const file = builtProgram().replace("cli/main.js", "report/png-thread.js");
  const { PngThread } = (await import(file)) as typeof PngThreadModule;
  const thread = new PngThread();
  const broken = thread.render("<svg");
  const after = thread.render("<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>");
  await expect(broken).rejects.toThrow();
  await expect(after).rejects.toThrow();
  await thread.close();
});
