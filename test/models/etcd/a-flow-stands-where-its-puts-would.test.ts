/**
 * What an etcd's own changes wait for is the same whether the other puts are events or a flow: in the apply loop, also
 * after a commit, for the cores, and at the NIC.
 */
import { expect, it } from "vitest";
import { NOBODY, StreamGroup } from "../../../models/etcd/watch-group.js";
import type { Prefix } from "../../../models/etcd/keyspace.js";
import type { EtcdSpec } from "../../../src/scenario/scenario.js";
import { smallEtcd, value, watch } from "../kvstore/small-etcd.js";
import { arrivals, atRandom } from "./flow-puts.js";

const SECONDS = 4000;
const READERS = 20;
const VALUE_BYTES = 300;
const KEY_BYTES = 60;

interface Load {
  readonly agents: number;
  readonly putsPerSecond: number;
  readonly spec: Partial<EtcdSpec>;
}

/** Times from a change to its arrival at the last of its readers, ascending, ns. */
function latencies({ agents, putsPerSecond, spec }: Load, asFlow: boolean): readonly number[] {
  const { sim, etcd, network } = smallEtcd(spec);
  const own = etcd.keyspace.prefix("own", KEY_BYTES);
  const others = etcd.keyspace.prefix("others", KEY_BYTES);
  const { told } = watch(etcd, own, READERS);
  const stream = new StreamGroup({ members: agents, client: "agent", path: network.sameCluster() });
  const group = { stream, prefix: others, sink: NOBODY, token: 0, hold: undefined };
  etcd.hub.register({ ...group, nextRevision: etcd.revision + 1 });
  const put = (prefix: Prefix, version: number): void =>
    etcd.put({
      ...{ prefix, event: value(0, VALUE_BYTES, version), lease: 0, leaseKeys: 0 },
      done: () => undefined,
    });
  const repeat = (gapNs: () => number, act: (count: number) => void, count = 1): void =>
    sim.schedule(gapNs(), () => {
      act(count);
      repeat(gapNs, act, count + 1);
    });
  const startedNs: number[] = [];
  repeat(atRandom(sim.random("own"), 3), (count) => {
    startedNs.push(sim.nowNs);
    put(own, count);
  });
  const gapNs = atRandom(sim.random("others"), putsPerSecond);
  if (asFlow) {
    const flow = { arrivals: arrivals(gapNs, 421), ratePerSecond: putsPerSecond, maxInflight: 20 };
    const one = { prefix: others, valueBytes: VALUE_BYTES, watchers: agents };
    etcd.addBackground(flow, one).start(0);
  } else {
    repeat(gapNs, (count) => put(others, count));
  }
  sim.run({ untilNs: SECONDS * 1e9 });
  const isLast = (at: number): boolean =>
    told[at]?.delivery.revision !== told[at + 1]?.delivery.revision;
  return told
    .filter((_, at) => isLast(at))
    .map(({ delivery }, at) => delivery.arrivedLastNs - (startedNs[at] ?? NaN))
    .sort((a, b) => a - b);
}

it.each<[string, Load, number]>([
  ["an apply loop that is half busy", load(5_000, 100, 64), 0.02],
  ["many cores", load(5_000, 56, 128), 0.02],
  ["few cores", load(1_000, 30, 4), 0.08],
  ["cores that are two thirds busy", load(5_000, 50, 16), 0.08],
])("%s", (_name, given, tolerance) => {
  const flow = latencies(given, true);
  const puts = latencies(given, false);
  expect(flow).toHaveLength(puts.length);
  expect(puts.length).toBeGreaterThan(10_000);
  for (const q of [0.1, 0.5, 0.9, 0.99]) {
    const at = Math.floor(q * puts.length);
    const off = (flow[at] ?? NaN) / (puts[at] ?? NaN) - 1;
    expect(Math.abs(off), `quantile ${q} is off by ${off}`).toBeLessThan(tolerance);
  }
});

function load(agents: number, putsPerSecond: number, cores: number): Load {
  return { agents, putsPerSecond, spec: { cores } };
}
