/** One point that cannot run is an outcome with a reason and a replay command; the others run all the same. */
import { expect, it } from "vitest";
import { studyPoint } from "../../src/study/point.js";
import { runReplications } from "../../src/study/replications.js";
import { smallScenario } from "./small-study.js";

it("a run that hits a limit stops no other run", async () => {
  const good = studyPoint(smallScenario(), { limit: "none" });
  const bad = studyPoint(smallScenario("spec.simulation.limits.events=100"), { limit: 100 });
  const tasks = [bad, good].flatMap((point) => ["1", "2"].map((seed) => ({ point, seed })));
  const outcomes = await runReplications({
    tasks,
    jobs: 2,
    replay: ({ seed }) => `again with ${seed}`,
  });
  expect(outcomes.map(({ status }) => status)).toEqual(["failed", "failed", "done", "done"]);
  const [first] = outcomes;
  expect(first).toMatchObject({
    failure: {
      pointId: bad.id,
      seed: "1",
      error: { name: "LimitReached" },
      replay: "again with 1",
    },
  });
});

it("outcomes are those of the single run, whatever ran before", async () => {
  const point = studyPoint(smallScenario());
  const tasks = ["1", "2", "1"].map((seed) => ({ point, seed }));
  const rows = (await runReplications({ tasks, jobs: 1 })).map((outcome) =>
    outcome.status === "done" ? outcome.replication.rows : [],
  );
  expect(rows[0]?.length).toBeGreaterThan(100);
  expect(rows[2]).toEqual(rows[0]);
  expect(rows[1]).not.toEqual(rows[0]);
});
