/** A source whose changes were simulated elsewhere, asked now and then: it has what it had there at that time. */
import { expect, it } from "vitest";
import { SourcesRecording } from "../../../models/apart/sources-record.js";
import { recordedSources } from "../../../models/apart/recorded-sources.js";
import { KEY_TYPES } from "../../../models/kvstore/key-types.js";
import { changedKeysOf } from "../../../models/workload/changed-keys.js";
import { Churn } from "../../../models/workload/churn.js";
import { SourceCluster } from "../../../models/workload/source-cluster.js";
import { Simulation } from "../../../src/engine/simulation.js";
import { group } from "../small-mesh.js";

const SECOND = 1e9;
const NAMES = ["cluster-001", "cluster-002", "cluster-003"];
const like = group({
  ...{ clusters: 3, nodes: 5, agents: 5, endpoints: 40, identities: 6, services: 4 },
  ...{ nodesQPS: 2, identitiesQPS: 3, endpointsQPS: 20, servicesQPS: 5 },
});

/** What there is to ask of a source. */
const stateOf = (source: SourceCluster) =>
  KEY_TYPES.map((type) => {
    const { [type]: table } = source.tables;
    return {
      type,
      bytes: table.totalBytes,
      keys: [...table.keys()].map((key) => [key, table.version(key), table.sizeOf(key)]),
      changed: [...source.changedKeys(type)].map(([key, { version }]) => [key, version]),
      since: source.changesAfter(type, table.keys()[0] ?? 0, 1)?.version,
      measured: source.measuredChanges[type],
    };
  });

it("is asked at any time, in any order", () => {
  const recording = new SourcesRecording();
  const written = recordedSources({ holds: "sources", recording });
  const sim = new Simulation({ seed: "1" });
  const sources = NAMES.map(
    (name, index) =>
      new SourceCluster(sim, { index, name, group: like, ...written(index, "source") }),
  );
  for (const source of sources) new Churn(sim, { source, arrivals: "poisson" }).start();
  const states = new Map<number, readonly unknown[]>();
  for (let second = 1; second <= 30; second += 1) {
    if (second === 6) for (const source of sources) source.measuring = true;
    sim.run({ untilNs: second * SECOND });
    states.set(second, sources.map(stateOf));
  }
  recording.finish(sources);

  const read = recordedSources({ holds: "receivers", place: 0, record: recording });
  const later = new Simulation({ seed: "1" });
  const foretold = NAMES.map(
    (name, index) =>
      new SourceCluster(later, { index, name, group: like, ...read(index, "changes") }),
  );
  for (const [second, who] of [
    [1, 0],
    [4, 2],
    [5, 0],
    [20, 1],
    [21, 0],
    [30, 2],
    [30, 0],
    [30, 1],
  ] as const) {
    later.run({ untilNs: second * SECOND });
    later.scheduleAt(second * SECOND, () => undefined);
    later.run({ untilNs: second * SECOND });
    const source = foretold[who];
    expect(source && stateOf(source), `source ${who} at ${second} s`).toEqual(
      states.get(second)?.[who],
    );
  }
  for (const [index, source] of foretold.entries()) {
    const there = sources[index];
    expect(source.changedInWindow).toEqual(there && changedKeysOf(there));
  }
});
