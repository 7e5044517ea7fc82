/** Calls that would make a result depend on the machine or the hour, and habits that the project does without. */
import { expect, test } from "vitest";
import { allSourceFiles, codeOnly, sourceFiles } from "./source-files.js";

interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
}

const SIMULATED: readonly Ban[] = [
  { pattern: /\bMath\.random\b/, instead: "a named random stream of the simulation" },
  { pattern: /\bnew Date\b|\bDate\./, instead: "the simulation's clock" },
  { pattern: /\bperformance\./, instead: "the simulation's clock" },
  { pattern: /\bprocess\.(?!ts)(?:env|hrtime|argv|exit|nextTick)\b/, instead: "a parameter" },
  { pattern: /\bset(?:Timeout|Interval|Immediate)\(/, instead: "Simulation.schedule" },
  { pattern: /\basync\b|\bawait\b|\bPromise\b/, instead: "an event" },
  { pattern: /\blocaleCompare\b|\bIntl\./, instead: "a comparison by code unit" },
];

const EVERYWHERE: readonly Ban[] = [
  { pattern: /^\s*(?:export\s+)?(?:const\s+)?enum\s/m, instead: "a union of literals" },
  { pattern: /\bMath\.random\b/, instead: "a named random stream, or a seed" },
];

/** Words that stand in comments. They are put together here, so that this file does not hold them. */
const LEFT_OVER = ["FIX" + "ME", "@ts-" + "ignore", "@ts-" + "nocheck"];

function violations(files: readonly { path: string; text: string }[], bans: readonly Ban[]) {
  return files.flatMap(({ path, text }) => {
    const code = codeOnly(text);
    return bans
      .filter(({ pattern }) => pattern.test(code))
      .map(({ pattern, instead }) => `${path}: ${String(pattern)}; use ${instead}`);
  });
}

test("the bans find what they forbid", () => {
  const bad = { path: "bad.ts", text: "const t = Date.now(); /* ok: */ export enum A {}" };
  expect(violations([bad], SIMULATED)).toHaveLength(1);
  expect(violations([{ ...bad, text: "\nexport enum A {}" }], EVERYWHERE)).toHaveLength(1);
  expect(violations([{ ...bad, text: "// Date.now() in prose" }], SIMULATED)).toEqual([]);
});

test("simulated code knows no clock, chance, process or timer", () => {
  const files = sourceFiles("src/engine", "src/measure", "src/scenario", "models");
  expect(violations(files, SIMULATED)).toEqual([]);
});

test("no file uses what the project does without", () => {
  expect(violations(allSourceFiles(), EVERYWHERE)).toEqual([]);
});

test("no file holds a note to be cured later", () => {
  const held = allSourceFiles().flatMap(({ path, text }) =>
    LEFT_OVER.filter((word) => text.includes(word)).map((word) => `${path}: ${word}`),
  );
  expect(held).toEqual([]);
});

test("only src/cli prints", () => {
  const files = sourceFiles("src", "models").filter(({ path }) => !path.startsWith("src/cli/"));
  const print = { pattern: /\bconsole\.|process\.std(?:out|err)\.write/, instead: "a callback" };
  expect(violations(files, [print])).toEqual([]);
});
