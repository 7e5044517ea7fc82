/** Whatever the generator draws can be written as a file, passes the checks of a file, and loads as the same scenario. */
import { expect, test } from "vitest";
import { randomScenario } from "../../src/fuzz/random-scenario.js";
import { loadScenario } from "../../src/scenario/load.js";
import { renderScenario } from "../../src/scenario/render.js";

const seeds = Array.from({ length: 400 }, (_, index) => `valid-${index}`);

test("a case is what its rendered file loads as", () => {
  for (const seed of seeds) {
    const { scenario } = randomScenario(seed);
    const text = renderScenario(scenario);
    expect(loadScenario({ file: seed, text }), seed).toEqual(scenario);
  }
});

test("the same seed draws the same case", () => {
  for (const seed of seeds) expect(randomScenario(seed)).toEqual(randomScenario(seed));
});

test("other seeds draw other cases", () => {
  const drawn = new Set(
    seeds.map((seed) => JSON.stringify({ ...randomScenario(seed).scenario, name: "" })),
  );
  expect(drawn.size).toBe(seeds.length);
});
