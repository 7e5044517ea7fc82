/**
 * Takes all readings of one etcd, one after the other: puts, fan-out, pages, connections, watchers, leases, compaction,
 * memory. Each reading changes one thing.
 */
import { prefixEnd } from "../client/etcd-api.js";
import type { EtcdClient } from "../client/etcd-client.js";
import { threadedFleet } from "../client/threaded-fleet.js";
import { sumOf } from "../etcd/metrics.js";
import { median } from "../outcome.js";
import { preferMainThread } from "../run/priority.js";
import { Standstills } from "../run/standstills.js";
import { Bench, closeAll, pause } from "./bench.js";
import { collectionOf, readGarbage, readHeap } from "./garbage.js";
import { readHello } from "./hello.js";
import { readHistory, readMemory } from "./memory-readings.js";
import {
  FAN_OUT_LARGE,
  FAN_OUT_VALUE,
  LARGE_VALUE,
  LEASED_KEYS,
  PUT_RATES,
  SMALL_VALUE,
  WARM_CONNECTIONS,
  type Readings,
} from "./readings.js";

const PAGE_KEYS = 256;
const FAN_OUT_RATE = 25;
/** Requests a second at which everybody sleeps in between. */
const COLD_RATE = 20;
const SOME_KEYS = 20;
/** Clients that list, and lists of each side by side, as an agent's: so many that etcd never sleeps between two pages. */
const LISTING = 40;
const LISTS = 4;

/** Takes the readings of an etcd that serves nobody else. */
export async function takeReadings(bench: Bench): Promise<Readings> {
  // An etcd that has just started has not grown its heap yet.
  await bench.atATime(32, bench.units(2000), async (index) =>
    bench.put("w", index % SOME_KEYS, SMALL_VALUE),
  );
  const memoryBase = await bench.rss();
  const heap = await readHeap(bench);
  const idle = await readIdle(bench);
  bench.idleNsPerSecond = idle;
  const memory = await readMemory(bench);
  const puts = await readPuts(bench);
  const client = await readClient(bench);
  const fans = await readFanOut(bench);
  const silent = await readFanOut(bench, bench.effort.fanOut.filter(isWarm), false);
  // Pages leave few pointers to look at: what they cost the collector is read for itself.
  const collectPerByte = collectionOf(heap, await readHeap(bench));
  const pages = await readPages(bench);
  const garbage = await readGarbage(bench, collectPerByte);
  return {
    idle,
    memoryBase,
    garbage,
    collectPerByte,
    collectAfterBase: heap.budgetBytes,
    ...memory,
    ...puts,
    ...fans,
    fanOutSilent: silent.fanOut,
    ...client,
    ...pages,
    connect: await readConnect(bench),
    hello: await readHello(bench),
    watchCreate: await readWatchCreate(bench),
    keepAlive: await readKeepAlive(bench),
    ...(await readHistory(bench)),
    walSyncNs: await readWalSync(bench),
  };
}

/** CPU of one new connection. */
export async function readConnect(bench: Bench): Promise<number> {
  const count = bench.units(60);
  const clients: EtcdClient[] = [];
  const { cpuNs } = await bench.cost(count, async () =>
    bench.atATime(8, count, async () => clients.push(await Bench.connect(bench.etcd))),
  );
  await closeAll(clients);
  return cpuNs;
}

/** The reference load by which one sees how much the machine has changed: one put that 20 connections are told of. */
export async function readReference(bench: Bench): Promise<number> {
  const readings = await readFanOut(bench, [20]);
  return readings.fanOut[0]?.cpuNs ?? 0;
}

async function readIdle(bench: Bench): Promise<number> {
  const { cpuNs } = await bench.cost(1, async () => pause(0.7));
  return cpuNs;
}

async function readPuts(
  bench: Bench,
): Promise<
  Pick<
    Readings,
    | ("putSmall" | "putLarge" | "putRates" | "putLeased" | "putSmallRate")
    | ("putAlone" | "putAloneRate")
  >
> {
  const many = async (count: number, bytes: number): ReturnType<Bench["cost"]> =>
    bench.cost(count, async () =>
      bench.atATime(32, count, async (index) => bench.put("a", index % SOME_KEYS, bytes)),
    );
  const few = async (perSecond: number, count: number): Promise<number> => {
    const work = await bench.cost(count, async () =>
      bench.atRate(perSecond, count, async (index) =>
        bench.put("a", index % SOME_KEYS, FAN_OUT_VALUE),
      ),
    );
    return work.cpuNs;
  };
  const small = await many(bench.units(1500), SMALL_VALUE);
  const large = await many(bench.units(600), LARGE_VALUE);
  const calls = bench.units(500);
  const alone = await bench.cost(calls, async () =>
    bench.atATime(1, calls, async (index) => bench.put("a", index % SOME_KEYS, FAN_OUT_VALUE)),
  );
  const lease = await bench.lease();
  await bench.atATime(32, LEASED_KEYS, async (index) => bench.put("l", index, SMALL_VALUE, lease));
  const count = bench.units(500);
  const leased = await bench.cost(count, async () =>
    bench.atATime(32, count, async (index) =>
      bench.put("l", index % SOME_KEYS, SMALL_VALUE, lease),
    ),
  );
  const putRates: { perSecond: number; cpuNs: number }[] = [];
  for (const perSecond of PUT_RATES) {
    const puts = bench.units(Math.max(20, Math.min(perSecond, 1000)));
    putRates.push({ perSecond, cpuNs: await few(perSecond, puts) });
  }
  return {
    putSmall: small.cpuNs,
    putSmallRate: small.perSecond,
    putLarge: large.cpuNs,
    putAlone: alone.cpuNs,
    putAloneRate: alone.perSecond,
    putRates,
    putLeased: leased.cpuNs,
  };
}

/** What a request takes beside etcd's own CPU: one right after the other, and when everybody has slept. */
async function readClient(
  bench: Bench,
): Promise<Pick<Readings, "clientRpcNs" | "clientRpcColdNs">> {
  const beside = async (
    count: number,
    ask: (call: () => Promise<void>) => Promise<void>,
  ): Promise<number> => {
    const durations: number[] = [];
    const { cpuNs } = await bench.cost(count, async () =>
      ask(async () => {
        const began = performance.now();
        await bench.put("a", 0, FAN_OUT_VALUE);
        durations.push((performance.now() - began) * 1e6);
      }),
    );
    return Math.max(0, median(durations) - cpuNs);
  };
  const [many, few] = [bench.units(150), bench.units(40)];
  // As in a run: the probe keeps the thread awake, and it goes before others.
  const standstills = new Standstills();
  const calmDown = preferMainThread();
  standstills.start();
  try {
    return {
      clientRpcNs: await beside(many, async (call) => bench.atATime(1, many, call)),
      clientRpcColdNs: await beside(few, async (call) => bench.atRate(COLD_RATE, few, call)),
    };
  } finally {
    standstills.stop();
    calmDown();
  }
}

async function readFanOut(
  bench: Bench,
  steps: readonly number[] = bench.effort.fanOut,
  bandwidthPings = true,
): Promise<Pick<Readings, "fanOut" | "fanOutLarge">> {
  const { address, keyPrefix } = bench.etcd;
  const fleet = threadedFleet({
    connection: { address, bandwidthPings },
    prefixes: [`${keyPrefix}f/`],
    pageKeys: PAGE_KEYS,
  });
  try {
    const tell = async (bytes: number): Promise<number> => {
      const count = bench.units(40);
      const work = await bench.cost(count, async () =>
        bench.atRate(FAN_OUT_RATE, count, async (index) =>
          bench.put("f", index % SOME_KEYS, bytes),
        ),
      );
      return work.cpuNs;
    };
    const fanOut: { connections: number; cpuNs: number }[] = [];
    let fanOutLarge = 0;
    let connected = 0;
    for (const connections of steps) {
      await fleet.start(connections - connected, 20);
      connected = connections;
      await pause(0.2);
      fanOut.push({ connections, cpuNs: await tell(FAN_OUT_VALUE) });
      if (connections === FAN_OUT_LARGE) fanOutLarge = await tell(LARGE_VALUE);
    }
    return { fanOut, fanOutLarge };
  } finally {
    await fleet.close();
  }
}

async function readPages(bench: Bench): Promise<Pick<Readings, "pages" | "clientPerByteNs">> {
  const { rangeKeys } = bench.effort;
  await bench.put("o", 0, FAN_OUT_VALUE);
  await bench.atATime(32, PAGE_KEYS, async (index) => bench.put("s", index, FAN_OUT_VALUE));
  await bench.atATime(32, rangeKeys, async (index) => bench.put("r", index, FAN_OUT_VALUE));
  const page = async (
    prefix: string,
    keys: number,
    inRange: number,
    count: number,
  ): Promise<Readings["pages"][number]> => {
    const name = `${bench.etcd.keyPrefix}${prefix}/`;
    const [from, end] = [Buffer.from(name), prefixEnd(name)];
    const each = Math.ceil(count / lists.length);
    const client = process.cpuUsage();
    const { cpuNs } = await bench.cost(each * lists.length, async () => {
      // A list asks for one page at a time.
      await Promise.all(
        lists.map(async (client) => {
          for (let asked = 0; asked < each; asked += 1) await client.page(from, end, keys);
        }),
      );
    });
    const { user, system } = process.cpuUsage(client);
    clientNs.push(((user + system) * 1000) / (each * lists.length));
    return { keys, remaining: inRange - keys, cpuNs };
  };
  const clients = await Promise.all(
    Array.from({ length: LISTING }, async () => Bench.connect(bench.etcd)),
  );
  const clientNs: number[] = [];
  const lists = clients.flatMap((client) => Array.from({ length: LISTS }, () => client));
  const pages = [
    await page("o", 1, 1, bench.units(1600)),
    await page("s", PAGE_KEYS, PAGE_KEYS, bench.units(1280)),
    await page("r", 1, rangeKeys, bench.units(480)),
    await page("r", PAGE_KEYS, rangeKeys, bench.units(480)),
  ];
  await closeAll(clients);
  const [one = 0, full = 0] = clientNs;
  const keyBytes = FAN_OUT_VALUE + bench.key("s", 0).length;
  return { pages, clientPerByteNs: Math.max(0, (full - one) / (PAGE_KEYS - 1) / keyBytes) };
}

async function readWatchCreate(bench: Bench): Promise<number> {
  const each = 50;
  const clients = await Promise.all(
    Array.from({ length: 10 }, async () => Bench.connect(bench.etcd)),
  );
  const { cpuNs } = await bench.cost(each * clients.length, async () => {
    await Promise.all(
      clients.map(async (client) => {
        const watching = client.watch(() => undefined);
        for (let index = 0; index < each; index += 1) await watching.add(bench.key("n", index), 0);
      }),
    );
  });
  await closeAll(clients);
  return cpuNs;
}

async function readKeepAlive(bench: Bench): Promise<number> {
  const lease = await bench.lease();
  const keepAlives = bench.client.keepAlives(() => undefined);
  const count = bench.units(80);
  const { cpuNs } = await bench.cost(count, async () =>
    bench.atRate(100, count, async () => {
      keepAlives.renew(lease);
      return Promise.resolve();
    }),
  );
  return cpuNs;
}

async function readWalSync({ etcd }: Bench): Promise<number> {
  const samples = await etcd.samples();
  const name = "etcd_disk_wal_fsync_duration_seconds";
  return (sumOf(samples, `${name}_sum`) / sumOf(samples, `${name}_count`)) * 1e9;
}

function isWarm(connections: number): boolean {
  return connections <= WARM_CONNECTIONS;
}
