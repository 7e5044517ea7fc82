/** Moments at which the measuring thread stood still are known, and others are not called so. */
import { expect, test } from "vitest";
import { Standstills } from "../../src/lab/run/standstills.js";

test("a moment within a standstill is known as one, an earlier one is not", async () => {
  const standstills = new Standstills();
  standstills.start();
  await pause(5);
  const calmMs = performance.now() - 1000;
  const fromMs = performance.now();
  while (performance.now() - fromMs < 40);
  await pause(5);
  standstills.stop();
  expect(standstills.has(fromMs + 20)).toBe(true);
  expect(standstills.has(calmMs)).toBe(false);
});

async function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
