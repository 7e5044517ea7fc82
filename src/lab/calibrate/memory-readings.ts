/**
 * What etcd's memory grows with: connections, streams, watchers, kept versions; and how much later that lets Go's
 * collector begin.
 */
import type { EtcdClient } from "../client/etcd-client.js";
import { Bench, closeAll } from "./bench.js";
import { readHeap, type HeapState } from "./garbage.js";
import { FAN_OUT_VALUE, type Readings } from "./readings.js";

const SOME_KEYS = 20;

type MemoryReadings = Pick<
  Readings,
  | ("memoryPerConnection" | "memoryPerStream" | "memoryPerFirstWatcher" | "memoryPerWatcher")
  | "collectAfterShare"
>;

/** One after the other: connections, streams, a first watcher each, and more. */
export async function readMemory(bench: Bench): Promise<MemoryReadings> {
  const count = bench.units(150);
  const more = 9;
  const heap = await readHeap(bench);
  const bytes: number[] = [await bench.rss()];
  const clients: EtcdClient[] = [];
  await bench.atATime(8, count, async () => clients.push(await Bench.connect(bench.etcd)));
  bytes.push(await bench.rss());
  const watchings = clients.map((client) => client.watch(() => undefined));
  bytes.push(await bench.rss());
  const add = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index += 1) {
      await Promise.all(watchings.map(async (watching) => watching.add(bench.key("m", index), 0)));
    }
    bytes.push(await bench.rss());
  };
  await add(0, 1);
  await add(1, 1 + more);
  // The next collection finds them.
  await collected(bench, heap);
  const grown = (await readHeap(bench)).budgetBytes - heap.budgetBytes;
  const collectAfterShare = grown / Math.max(1, (await bench.rss()) - (bytes[0] ?? 0));
  await closeAll(clients);
  const [idle = 0, connected = 0, streaming = 0, watching = 0, watchingMore = 0] = bytes;
  return {
    memoryPerConnection: (connected - idle) / count,
    memoryPerStream: (streaming - connected) / count,
    memoryPerFirstWatcher: (watching - streaming) / count,
    memoryPerWatcher: (watchingMore - watching) / count / more,
    collectAfterShare,
  };
}

/** Puts until a collection has looked at what is live now. */
async function collected(bench: Bench, { budgetBytes }: HeapState): Promise<void> {
  if (Number.isNaN(budgetBytes)) return;
  const before = await readHeap(bench);
  for (;;) {
    await bench.atATime(32, 200, async (index) => bench.put("a", index % SOME_KEYS, FAN_OUT_VALUE));
    const { allocatedBytes } = await readHeap(bench);
    if (allocatedBytes - before.allocatedBytes > 2 * before.budgetBytes) return;
  }
}

/** Versions that are kept cost memory, and then their removal. */
export async function readHistory(
  bench: Bench,
): Promise<Pick<Readings, "compactRevision" | "memoryPerRevision">> {
  await bench.client.compact(await bench.client.revision(), true);
  const before = await bench.rss();
  const count = bench.units(6000);
  await bench.atATime(32, count, async (index) => bench.put("h", index % 100, FAN_OUT_VALUE));
  const bytes = (await bench.rss()) - before;
  const revision = await bench.client.revision();
  const { cpuNs } = await bench.cost(count, async () => bench.client.compact(revision, true));
  const content = FAN_OUT_VALUE + bench.key("h", 0).length;
  return { compactRevision: cpuNs, memoryPerRevision: Math.max(0, bytes / count - content) };
}
