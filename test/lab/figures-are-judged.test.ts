/** A prediction is within its goal, within the noise of repeated runs, or off; none is left out. */
import { expect, test } from "vitest";
import { compareFigures, summarise } from "../../src/lab/prove/judge.js";

const compare = (predicted: number, ...measured: readonly number[]) =>
  compareFigures({
    scenario: "s",
    kind: "k",
    predicted: { cpuSeconds: predicted },
    measured: measured.map((cpuSeconds) => ({ cpuSeconds })),
  });

test.each([
  [1.1, [1], "within"],
  [1.3, [1], "off"],
  [1.3, [0.8, 1, 1.2], "noise"],
  [0.5, [0.9, 1, 1.1], "off"],
] as const)("%f against %j is %s", (predicted, measured, verdict) => {
  expect(compare(predicted, ...measured).map((one) => one.verdict)).toEqual([verdict]);
});

test("errors count the same in both directions", () => {
  expect(compare(2, 1)[0]?.error).toBeCloseTo(1);
  expect(compare(1, 2)[0]?.error).toBeCloseTo(1);
});

test("the summary holds every point", () => {
  const [line] = summarise([...compare(1, 1), ...compare(2, 1), ...compare(1.1, 1)]);
  expect(line).toMatchObject({ points: 3, within: 2 });
  expect(line?.medianError).toBeCloseTo(0.1);
});
