/** plan: the answer is where the limiter's arithmetic says, hard limits come first, and remedies are tried. */
import { describe, expect, it } from "vitest";
import type { Scenario } from "../../src/scenario/scenario.js";
import { axisOf, type AxisName } from "../../src/study/axes.js";
import { hardLimits } from "../../src/study/hard-limits.js";
import { boundOf, makePlan, type Plan } from "../../src/study/plan.js";
import { planText } from "../../src/study/plan-text.js";
import { cheapScenario } from "../../src/study/plan-settings.js";
import { smallScenario } from "./small-study.js";

async function plan(scenario: Scenario, name: AxisName, remedies = false): Promise<Plan> {
  const axis = (one: Scenario) => axisOf(one, name);
  const how = { seeds: 3, tolerance: 0.1, farthest: 64, remedies, jobs: 1 };
  return makePlan({ scenario: cheapScenario(scenario), axis, ...how });
}

describe("churn that one clustermesh-apiserver lets out", () => {
  // The limiter lets out 20 operations a second; 90 % of that is allowed. Small QPS of other kinds add up to 0.3.
  const steady = smallScenario("spec.topology=original", "spec.churn.arrivals=interval");

  it("ends a little below the limiter's rate, and the limiter is named", async () => {
    const made = await plan(steady, "churn");
    const [one] = made.plans;
    expect(one?.answer?.value).toBeGreaterThan(14);
    expect(one?.answer?.value).toBeLessThan(19);
    expect(one?.beyond?.judgement.critical?.worst).toMatchObject({ station: "apiserver-limiter" });
    expect(planText(made)).toContain("breaks first: ");
    expect(planText(made)).toMatch(/today: \d+(\.\d+)? % headroom/);
  });

  it("about doubles with twice the QPS, and more cores do not help", async () => {
    const [one] = (await plan(steady, "churn", true)).plans;
    const by = (name: RegExp) => one?.remedies.find((remedy) => name.test(remedy.name));
    const qps = by(/QPS of the clustermesh-apiserver/);
    expect((qps?.after ?? 0) / (qps?.before ?? 1)).toBeGreaterThan(1.6);
    const cores = by(/cores/);
    expect(cores?.after).toBe(cores?.before);
  });
});

describe("hard limits", () => {
  it("end a plan without a run beyond them, with the reason", () => {
    const mesh = smallScenario("spec.mesh.endpoints=60000");
    const { value, why } = boundOf(axisOf(mesh, "clusters"), 64);
    // 512,000 / (60,000 + 2 x 5)
    expect(value).toBe(8);
    expect(why).toContain("ipcache");
    expect(hardLimits(mesh).find(({ name }) => name.startsWith("ipcache"))?.used).toBe(180_030);
  });

  it.each([
    [255, 65_536],
    [511, 32_768],
  ])("%i clusters leave %i identities each", (clusters, identities) => {
    const limits = hardLimits(smallScenario(`spec.maxConnectedClusters=${clusters}`));
    expect(limits.slice(0, 2).map(({ limit }) => limit)).toEqual([clusters, identities]);
  });
});

describe("axes", () => {
  const [alike] = smallScenario("spec.mesh.nodes=10", "spec.mesh.endpoints=40").groups;
  if (alike === undefined) throw new Error("the small mesh should have a group");
  const mesh: Scenario = {
    ...smallScenario(),
    groups: [
      { ...alike, name: "a", clusters: 6 },
      { ...alike, name: "b", clusters: 2, nodes: 30, firstClusterID: 7 },
    ],
  };
  const counts = (clusters: number) =>
    axisOf(mesh, "clusters")
      .at(clusters)
      .groups.map((group) => group.clusters);

  it("keep the proportions of unlike clusters, and a larger mesh contains the smaller", () => {
    expect(counts(8)).toEqual([6, 2]);
    expect(counts(16)).toEqual([12, 4]);
    for (let clusters = 1; clusters < 60; clusters++) {
      const [before, after] = [counts(clusters), counts(clusters + 1)];
      before.forEach((count, index) => expect(after[index]).toBeGreaterThanOrEqual(count));
    }
  });

  it("take endpoints and changes along with nodes, of one group when asked", () => {
    const [a, b] = axisOf(mesh, "nodes", "a").at(20).groups;
    expect([a?.nodes, a?.agents, a?.endpoints, a?.endpointsQPS]).toEqual([20, 20, 80, 4]);
    expect(b?.nodes).toBe(30);
  });
});
