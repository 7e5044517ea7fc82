/**
 * How much memory etcd allocates for each kind of work, from the statistics of Go's runtime in etcd's own metrics, and what
 * collecting it costs, from the collector's trace. Reading metrics allocates too, which is measured and taken off.
 * A foreign etcd writes no trace for us: its profile keeps the cost of collecting that it had.
 */
import { prefixEnd } from "../client/etcd-api.js";
import type { EtcdClient } from "../client/etcd-client.js";
import { threadedFleet } from "../client/threaded-fleet.js";
import { sumOf } from "../etcd/metrics.js";
import { Bench, pause } from "./bench.js";
import { FAN_OUT_VALUE } from "./readings.js";

const PAGE_KEYS = 256;
const CONNECTIONS = 40;
const PUTS_PER_SECOND = 50;

/** Bytes that one of each allocates. */
export interface Garbage {
  readonly put: number;
  readonly send: number;
  /** For each byte of keys and values on a page; as many as would cost the collector as much in puts. */
  readonly pageByte: number;
  readonly connection: number;
}

/** Where Go's heap stands. */
export interface HeapState {
  readonly allocatedBytes: number;
  /** CPU spent on collections so far; NaN when it cannot be known. */
  readonly collectedSeconds: number;
  /** Bytes that are allocated from one collection to the next, as the last one found it. */
  readonly budgetBytes: number;
}

/** Reads the heap's state. */
export async function readHeap({ etcd }: Bench): Promise<HeapState> {
  const samples = await etcd.samples();
  const of = (name: string): number => (samples.has(name) ? sumOf(samples, name) : NaN);
  return {
    allocatedBytes: of("go_memstats_alloc_bytes_total"),
    collectedSeconds: etcd.collections?.().cpuSeconds ?? NaN,
    // The goal is twice what was live, and its stacks once (golang/go src/runtime/mgcpacer.go).
    budgetBytes: (of("go_memstats_next_gc_bytes") + of("go_memstats_stack_inuse_bytes")) / 2,
  };
}

/** CPU of collecting what was allocated between two states, for each byte. */
export function collectionOf(before: HeapState, after: HeapState): number {
  const collectedNs = (after.collectedSeconds - before.collectedSeconds) * 1e9;
  return collectedNs / (after.allocatedBytes - before.allocatedBytes);
}

/** Takes the readings of an etcd that serves nobody else. */
export async function readGarbage(bench: Bench, collectPerByte: number): Promise<Garbage> {
  const readingBytes = await allocatedBy(bench, async () => Promise.resolve());
  const each = async (units: number, work: () => Promise<void>): Promise<number> =>
    ((await allocatedBy(bench, work)) - readingBytes) / units;
  const puts = bench.units(800);
  const put = await each(puts, async () =>
    bench.atATime(32, puts, async (index) => bench.put("a", index % 20, FAN_OUT_VALUE)),
  );
  return {
    put,
    send: await readSend(bench, { put, each }),
    pageByte: await readPage(bench, collectPerByte),
    connection: await readConnection(bench, each),
  };
}

type Each = (units: number, work: () => Promise<void>) => Promise<number>;

async function readSend(
  bench: Bench,
  { put, each }: { readonly put: number; readonly each: Each },
): Promise<number> {
  const { address, keyPrefix } = bench.etcd;
  const fleet = threadedFleet({
    connection: { address, bandwidthPings: true },
    prefixes: [`${keyPrefix}f/`],
    pageKeys: PAGE_KEYS,
  });
  try {
    await fleet.start(CONNECTIONS, CONNECTIONS);
    await pause(0.2);
    const told = bench.units(80);
    const all = await each(told, async () =>
      bench.atRate(PUTS_PER_SECOND, told, async (index) =>
        bench.put("f", index % 20, FAN_OUT_VALUE),
      ),
    );
    return (all - put) / CONNECTIONS;
  } finally {
    await fleet.close();
  }
}

async function readPage(bench: Bench, collectPerByte: number): Promise<number> {
  await bench.atATime(32, PAGE_KEYS, async (index) => bench.put("s", index, FAN_OUT_VALUE));
  const name = `${bench.etcd.keyPrefix}s/`;
  const [from, end] = [Buffer.from(name), prefixEnd(name)];
  const pages = bench.units(320);
  const before = await readHeap(bench);
  await bench.atATime(32, pages, async () => bench.client.page(from, end, PAGE_KEYS));
  const after = await readHeap(bench);
  const bytes = pages * PAGE_KEYS * (FAN_OUT_VALUE + bench.key("s", 0).length);
  const allocated = (after.allocatedBytes - before.allocatedBytes) / bytes;
  const weight = collectionOf(before, after) / collectPerByte;
  return Number.isFinite(weight) ? allocated * weight : allocated;
}

async function readConnection(bench: Bench, each: Each): Promise<number> {
  const count = bench.units(40);
  const clients: EtcdClient[] = [];
  const bytes = await each(count, async () =>
    bench.atATime(8, count, async () => clients.push(await Bench.connect(bench.etcd))),
  );
  await Promise.all(clients.map(async (client) => client.close()));
  return bytes;
}

/** Bytes allocated during some work and one reading. */
async function allocatedBy(bench: Bench, work: () => Promise<void>): Promise<number> {
  const before = await readHeap(bench);
  await work();
  await pause(0.1);
  return (await readHeap(bench)).allocatedBytes - before.allocatedBytes;
}
