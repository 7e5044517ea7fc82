/** The trace hook is told of each event before it runs; tracing changes nothing. */
import { expect, it } from "vitest";
import { Simulation, type TraceSink } from "../../src/engine/simulation.js";

function run(trace?: TraceSink): string[] {
  const sim = new Simulation({ seed: "1", ...(trace === undefined ? {} : { trace }) });
  const log: string[] = [];
  sim.schedule(5, () => log.push(`b ${sim.nowNs}`), "second");
  sim.schedule(3, () => log.push(`a ${sim.nowNs}`), "first");
  const tell = sim.kind("third", (a, b) => log.push(`c ${sim.nowNs} ${a} ${b}`));
  sim.post(7, tell, 8, -9);
  sim.run({ untilNs: 10 });
  return log;
}

it("names time, sequence and label", () => {
  const seen: string[] = [];
  const log = run({
    event: (timeNs, sequence, label) => seen.push(`${timeNs} ${sequence} ${label}`),
  });
  expect(seen).toEqual(["3 1 first", "5 0 second", "7 2 third"]);
  expect(log).toEqual(["a 3", "b 5", "c 7 8 -9"]);
  expect(run()).toEqual(log);
});
