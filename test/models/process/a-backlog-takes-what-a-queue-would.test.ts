/**
 * Whatever a fan is told, and whenever a mirror leaves the backlog: the same keys are written at the same times, with the
 * same changes, and as many wait, as when every store has a queue of its own.
 */
import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import type { WatchEvent } from "../../../models/etcd/keyspace.js";
import { forEachCarried, SourceChange } from "../../../models/kvstore/change.js";
import { EtcdClient } from "../../../models/kvstore/etcd-client.js";
import { EtcdMember } from "../../../models/etcd/member.js";
import { PendingChanges } from "../../../models/kvstore/pending-changes.js";
import { Network } from "../../../models/network/network.js";
import { BacklogRoom } from "../../../models/process/backlog-room.js";
import { FanBacklog } from "../../../models/process/fan-backlog.js";
import { MirrorArrivals } from "../../../models/process/mirror-arrivals.js";
import { MirrorFan } from "../../../models/process/mirror-fan.js";
import { RemoteMirror } from "../../../models/process/remote-mirror.js";
import type { SourceCluster } from "../../../models/workload/source-cluster.js";
import { Simulation } from "../../../src/engine/simulation.js";
import { Gauge } from "../../../src/measure/gauge.js";
import { COSTS, ETCD, scenario } from "../small-mesh.js";

const MS = 1e6;
const MIRRORS = 3;
const REMOTES = 4;
/** Members of the cohort; the mirrors stand at 0, 2 and 4. */
const MEMBERS = 6;

/** Mostly the first, seldom one of the others. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constant(usual), weight: 40 * others.length },
    { arbitrary: fc.constantFrom(...others), weight: others.length },
  );
}

type Oddity = "" | "not sent" | "no change" | "repeated" | "told again";

/** A response, or something that makes mirrors leave the backlog. */
const step = fc.record({
  afterMs: fc.integer({ min: 0, max: 60 }),
  remote: fc.integer({ min: 0, max: REMOTES - 1 }),
  what: mostly<"tell" | "look" | "pause">("tell", "look", "pause"),
  keys: fc.array(fc.record({ key: fc.integer({ min: 0, max: 7 }), deleted: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  /** Where the cohort is cut in two parts, of which each is told for itself. */
  cut: fc.integer({ min: 1, max: MEMBERS }),
  /** What is odd about the first event. */
  odd: mostly<Oddity>("", "not sent", "no change", "repeated"),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const scripts = fc.array(step, { minLength: 60, maxLength: 120 });

interface Played {
  /** What was written, when, and which changes it carried. */
  readonly told: readonly unknown[];
  /** How many keys waited in each mirror at each step and at the end; then the gauges' highest values and means. */
  readonly waits: readonly (readonly number[])[];
  readonly gauges: readonly (readonly number[])[];
}

/** What mirrors that may write 6 keys a second do with these responses. */
function play(script: readonly Step[]): Played {
  const sim = new Simulation({ seed: "1" });
  const network = new Network(scenario().network);
  const told: unknown[] = [];
  const processes = Array.from({ length: MIRRORS }, (_, index) => {
    const etcd = new EtcdMember(sim, {
      name: `etcd-${index}`,
      spec: ETCD,
      costs: COSTS,
      nic: network.nic(),
    });
    etcd.onApplied = (_etcd, { name }, { key, valueBytes, version, change }) => {
      const carried: unknown[] = [];
      if (change !== undefined) {
        forEachCarried(change, (one) =>
          carried.push(one.version, one.sentNs, one.mirror?.sourceSentNs, one.mirror?.receivedNs),
        );
      }
      told.push([index, sim.nowNs, name, key, valueBytes, version, carried]);
    };
    const client = new EtcdClient(sim, {
      etcd,
      path: network.samePod(),
      client: "kvstoremesh",
      limits: { qps: 6, bootstrapQps: 0, maxInflight: 1, listLimit: 256 },
    });
    client.connect(0);
    const waiting = new Gauge(0);
    return { client, waiting, arrivals: new MirrorArrivals(sim, client.gate) };
  });
  const pending = processes.map(() => new PendingChanges());
  const fans = Array.from({ length: REMOTES }, (_, remote) => {
    const source = {
      name: `c${remote}`,
      changesAfter: () => undefined,
    } as unknown as SourceCluster;
    const mirrors = processes.map((parts, index) => {
      const mirror = new RemoteMirror(sim, {
        ...parts,
        source,
        pending: pending[index] ?? new PendingChanges(),
        room: new BacklogRoom(),
        algorithm: undefined,
        transitions: undefined,
        before: undefined,
        onErrors: () => undefined,
        onSynced: () => undefined,
        onRemoved: () => undefined,
      });
      return { before: 2 * index, mirror };
    });
    const fan = new MirrorFan(sim, { members: MEMBERS, mirrors });
    fan.synced("ip", { firstNs: 0, lastNs: 0 });
    return { fan, mirrors };
  });
  /** What each key was given last; an etcd tells of no deletion of what is not there. */
  const given = new Map<string, { readonly version: number; readonly exists: boolean }>();
  const waits: number[][] = [];
  let atNs = 2000 * MS;
  for (const { afterMs, remote, what, keys, cut, odd } of script) {
    atNs += afterMs * MS;
    sim.run({ untilNs: atNs });
    waits.push(processes.map(({ waiting }) => waiting.value(atNs)));
    const { fan, mirrors } = fans[remote] ?? { fan: undefined, mirrors: [] };
    const { client } = processes[remote % MIRRORS] ?? {};
    if (what === "look") for (const { mirror } of mirrors) mirror.stores.ip.state();
    if (what === "pause" && client !== undefined) {
      for (const { mirrors: all } of fans) all[remote % MIRRORS]?.mirror.leaveBacklogs();
      client.gate.close();
      sim.schedule(40 * MS, () => client.gate.open());
    }
    if (what !== "tell" || fan === undefined) continue;
    const events = keys.map(({ key, deleted }, index): WatchEvent => {
      const id = `${remote}/${key}`;
      const { version: before, exists } = given.get(id) ?? { version: 0, exists: false };
      const isSame = index === 0 && exists && (odd === "repeated" || odd === "told again");
      const isRepeated = isSame && odd === "repeated";
      const version = isSame ? before : before + 1;
      const isDeleted = deleted && exists && !isSame;
      given.set(id, { version, exists: !isDeleted });
      const valueBytes = isDeleted ? 0 : 100 + version;
      const values = { type: "ip", key, version, valueBytes, backends: 0 } as const;
      const change = new SourceChange({ ...values, measured: true, changedNs: atNs - 5 * MS });
      if (index > 0 || odd !== "not sent") change.sentNs = atNs - 4 * MS;
      const isUnknown = index === 0 && odd === "no change" && valueBytes > 0;
      return { key, valueBytes, version, change: isUnknown ? undefined : change, isRepeated };
    });
    for (const [from, until] of [
      [0, cut],
      [cut, MEMBERS],
    ] as const) {
      if (until === from) continue;
      fan.changed("ip", events, until - from, {
        fromMember: from,
        appliedNs: atNs - 2 * MS,
        sentFirstNs: atNs - MS + from * 1000,
        sentLastNs: atNs - MS + until * 1000,
        arrivedFirstNs: atNs + 40 * MS + from * 1000,
        arrivedLastNs: atNs + 40 * MS + until * 1000,
      });
    }
  }
  sim.run({ untilNs: atNs + 60_000 * MS });
  waits.push(processes.map(({ waiting }) => waiting.value(sim.nowNs)));
  const gauges = processes.map(({ waiting }) => [waiting.max(sim.nowNs), waiting.mean(sim.nowNs)]);
  return { told, waits, gauges };
}

afterEach(() => vi.restoreAllMocks());

/** Plays scripts with and without the backlog; returns how many keys were taken from it. */
function compare(
  what: fc.Arbitrary<readonly Step[]>,
  look: (shared: Played, own: Played) => void,
): number {
  const take = vi.spyOn(FanBacklog.prototype, "take");
  let taken = 0;
  fc.assert(
    fc.property(what, (script) => {
      const shared = play(script);
      taken += take.mock.results.filter(({ value }) => value).length;
      take.mockClear();
      const enter = vi.spyOn(FanBacklog.prototype, "enter").mockReturnValue(false);
      const own = play(script);
      enter.mockRestore();
      look(shared, own);
    }),
    { numRuns: 120, seed: 7 },
  );
  return taken;
}

it("writes the same, and has as much waiting", () => {
  const taken = compare(scripts, (shared, own) => {
    expect(shared).toEqual(own);
  });
  expect(taken).toBeGreaterThan(1000);
});

it("writes what it knows already only once, though it counts it as waiting until it comes to it", () => {
  const again = scripts.map((script) =>
    script.map((one, index): Step => (index % 4 === 0 ? { ...one, odd: "told again" } : one)),
  );
  const taken = compare(again, (shared, own) => {
    expect(shared.told).toEqual(own.told);
    expect(shared.waits.at(-1)).toEqual(own.waits.at(-1));
  });
  expect(taken).toBeGreaterThan(1000);
});
