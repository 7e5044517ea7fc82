/**
 * From readings to constants, by rule: differences and slopes of readings of one round, so that what all of them share
 * (the noise of that minute, the idle process) falls out as far as it can. Each round gives one value of each constant;
 * the profile takes the median, and the lowest and highest as its interval.
 * No scenario is looked at here, and nothing is adjusted afterwards.
 */
import type { CostName } from "../../../models/etcd/costs.js";
import { putEventBytes } from "../../../models/etcd/wire-size.js";
import { median } from "../outcome.js";
import {
  FAN_OUT_LARGE,
  FAN_OUT_VALUE,
  KEY_BYTES,
  LARGE_VALUE,
  LEASED_KEYS,
  SMALL_VALUE,
  WARM_CONNECTIONS,
  type Readings,
} from "./readings.js";

/** Readings of one round: without and with TLS, and of connections with RSA certificates; a foreign etcd has one kind. */
export interface Round {
  readonly plain?: Readings | undefined;
  readonly tls?: Readings | undefined;
  readonly rsa?: Pick<Readings, "connect" | "hello"> | undefined;
}

/** Constants that are measured; all others keep what the profile had before. */
export type Fitted = Partial<Readonly<Record<CostName, number>>>;

const COMMITS_PER_SECOND = 10;
/** `warm` and the rest are found in turn so often; they settle after two. */
const TURNS = 4;
/** Cooling times that are tried: 0.25 ms to 64 ms, in steps of the square root of two. */
const COOLING_GRID_NS = Array.from({ length: 17 }, (_, step) => 250_000 * 2 ** (step / 2));

/** The constants of one round. `known` are those that no reading can tell apart from others. */
export function fitRound(
  { plain, tls, rsa }: Round,
  known: Readonly<Record<"putApply" | "commitPerKey" | "notifyPerWatcher", number>>,
): Fitted {
  const both = [plain, tls].filter((one) => one !== undefined);
  const [first] = both;
  if (first === undefined) throw new Error("a round should have readings");
  const middle = (of: (readings: Readings) => number): number => median(both.map(of));
  const perByte = (first.putLarge - first.putSmall) / (LARGE_VALUE - SMALL_VALUE);
  const serial = known.putApply + known.commitPerKey;
  const waking = wakeUp(both);
  const commitBase = waking.commit;
  const rpc = ({ putSmall, putSmallRate }: Readings): number =>
    putSmall -
    serial -
    perByte * (SMALL_VALUE + KEY_BYTES) -
    commitBase * Math.min(1, COMMITS_PER_SECOND / putSmallRate);
  const sends = both.map((one) => send(one, known.notifyPerWatcher).perDecade).filter(isNumber);
  const sendPlain = plain && send(plain, known.notifyPerWatcher);
  const sendTls = tls && send(tls, known.notifyPerWatcher);
  const list = pageCosts(first);
  const listTls = plain && tls && pageCosts(tls);
  return clean({
    putApplyPerByte: perByte,
    putRpcPlaintext: plain && rpc(plain),
    putRpcTls: tls && rpc(tls),
    wakeupWarm: waking.warm,
    wakeup: waking.wakeup,
    wakeupCooling: waking.coolingNs,
    commitBase,
    walSyncMemory: middle((one) => one.walSyncNs),
    sendPlaintext: sendPlain?.base,
    sendPerBytePlaintext: sendPlain?.perByte,
    sendTls: sendTls?.base,
    sendAnsweredPlaintext: sendPlain?.answered,
    sendAnsweredTls: sendTls?.answered,
    sendPerByteTls: sendTls?.perByte,
    sendPerDecadeOfConnections: sends.length === 0 ? undefined : median(sends),
    rangePage: list.page,
    rangePerKey: list.perKey,
    rangePageTls: listTls && listTls.page - list.page,
    rangePerKeyTls: listTls && listTls.perKey - list.perKey,
    rangeVisitPerKey: list.visit,
    rangeVisitPerKeyTls: listTls && listTls.visit - list.visit,
    connectPlaintext: plain?.connect,
    connectTlsEcdsaP256: tls?.connect,
    connectTlsRsa2048: rsa?.connect,
    connectHelloEcdsaP256: tls?.hello,
    connectHelloRsa2048: rsa?.hello,
    watchCreate: middle((one) => one.watchCreate),
    leaseKeepalivePlaintext: plain?.keepAlive,
    leaseKeepaliveTls: tls?.keepAlive,
    leaseAttachPerKey: (first.putLeased - first.putSmall) / LEASED_KEYS,
    compactPerRevision: first.compactRevision,
    idlePerSecond: middle((one) => one.idle),
    memoryBase: middle((one) => one.memoryBase),
    memoryPerConnection: tls?.memoryPerConnection,
    memoryPerStream: tls?.memoryPerStream,
    memoryPerFirstWatcher: tls?.memoryPerFirstWatcher,
    memoryPerWatcher: middle((one) => one.memoryPerWatcher),
    memoryPerRevision: first.memoryPerRevision,
    collectPerByte: (tls ?? first).collectPerByte,
    collectAfterBase: middle((one) => one.collectAfterBase),
    collectAfterShare: (tls ?? first).collectAfterShare,
    garbagePerPutPlaintext: plain?.garbage.put,
    garbagePerPutTls: tls?.garbage.put,
    garbagePerSend: middle((one) => one.garbage.send),
    garbagePerPageByte: (tls ?? first).garbage.pageByte,
    garbagePerConnection: (tls ?? first).garbage.connection,
  });
}

/**
 * Puts at several rates cost c + commit x (its share of a commit) + warm + wakeup x (1 - exp(-gap / cooling)), where c is
 * what a put costs when etcd is awake. One put at a time leaves the shortest gaps, and tells `warm`. For each cooling time
 * of a grid the other two follow by least squares of relative errors; `warm` and they are found in turn.
 */
export function wakeUp(both: readonly Readings[]): {
  readonly commit: number;
  readonly warm: number;
  readonly wakeup: number;
  readonly coolingNs: number;
} {
  const awakeOf = ({ putSmall, putLarge }: Readings): number =>
    putSmall +
    ((putLarge - putSmall) / (LARGE_VALUE - SMALL_VALUE)) * (FAN_OUT_VALUE - SMALL_VALUE);
  let found = { commit: 0, wakeup: 0, coolingNs: 1e12 };
  let warm = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const { commit, wakeup, coolingNs } = found;
    const warms = both.map((one) => {
      const gapNs = Math.max(0, 1e9 / one.putAloneRate - one.putAlone);
      const rest = one.putAlone - awakeOf(one) - wakeup * (1 - Math.exp(-gapNs / coolingNs));
      return rest - commit * Math.min(1, COMMITS_PER_SECOND / one.putAloneRate);
    });
    warm = Math.max(0, median(warms));
    found = coldPart(both.flatMap((one) => coldRows(one, awakeOf(one) + warm)));
  }
  return { ...found, warm };
}

interface ColdRow {
  readonly perSecond: number;
  readonly cpuNs: number;
  /** What it would cost without commit and cooling. */
  readonly awake: number;
}

function coldRows({ putRates }: Readings, awake: number): readonly ColdRow[] {
  return putRates.map((one) => ({ ...one, awake }));
}

function coldPart(readings: readonly ColdRow[]): {
  readonly commit: number;
  readonly wakeup: number;
  readonly coolingNs: number;
} {
  let best = { commit: 0, wakeup: 0, coolingNs: 0, error: Infinity };
  for (const coolingNs of COOLING_GRID_NS) {
    const rows = readings.map(({ perSecond, cpuNs, awake }) => ({
      commit: Math.min(1, COMMITS_PER_SECOND / perSecond) / cpuNs,
      wakeup: (1 - Math.exp(-1e9 / perSecond / coolingNs)) / cpuNs,
      rest: (cpuNs - awake) / cpuNs,
    }));
    const sum = (of: (row: (typeof rows)[number]) => number): number =>
      rows.reduce((total, row) => total + of(row), 0);
    const [aa, ab, bb] = [
      sum((row) => row.commit ** 2),
      sum((row) => row.commit * row.wakeup),
      sum((row) => row.wakeup ** 2),
    ];
    const [ar, br] = [sum((row) => row.commit * row.rest), sum((row) => row.wakeup * row.rest)];
    const determinant = aa * bb - ab * ab;
    const commit = Math.max(0, (ar * bb - br * ab) / determinant);
    // With a commit that noise made negative set to nothing, the wake-up alone explains the rest.
    const wakeup = Math.max(0, commit === 0 ? br / bb : (br * aa - ar * ab) / determinant);
    const error = sum((row) => (row.rest - commit * row.commit - wakeup * row.wakeup) ** 2);
    if (error < best.error) best = { commit, wakeup, coolingNs, error };
  }
  const { commit, wakeup, coolingNs } = best;
  return { commit, wakeup, coolingNs };
}

/** CPU of one delivery: the slope of a put's CPU over the connections that are told of it. */
function send(
  readings: Readings,
  notify: number,
): {
  readonly base: number;
  readonly answered: number;
  readonly perByte: number;
  readonly perDecade: number | undefined;
} {
  const warm = readings.fanOut.filter(({ connections }) => connections <= WARM_CONNECTIONS);
  const points = warm.map(({ connections, cpuNs }) => [connections, cpuNs] as const);
  const { slope, intercept } = theilSen(points);
  const small = readings.fanOut.find(({ connections }) => connections === FAN_OUT_LARGE);
  const bytes = LARGE_VALUE - FAN_OUT_VALUE;
  const extra = readings.fanOutLarge - (small?.cpuNs ?? readings.fanOutLarge);
  const perByte = Math.max(0, extra / FAN_OUT_LARGE / bytes);
  const base = slope - notify - perByte * putEventBytes(KEY_BYTES, FAN_OUT_VALUE);
  const decades = readings.fanOut
    .filter(({ connections }) => connections > WARM_CONNECTIONS)
    .map(({ connections, cpuNs }) => {
      const each = (cpuNs - intercept) / connections;
      return (each - slope) / Math.log10(connections / WARM_CONNECTIONS);
    });
  const silent = readings.fanOutSilent.map(
    ({ connections, cpuNs }) => [connections, cpuNs] as const,
  );
  const answered = Math.min(base, Math.max(0, slope - theilSen(silent).slope));
  return { base, answered, perByte, perDecade: decades.length === 0 ? undefined : median(decades) };
}

/** A page costs a + b k + w R: k keys returned, R behind them. */
function pageCosts({ pages }: Readings): {
  readonly page: number;
  readonly perKey: number;
  readonly visit: number;
} {
  const at = (keys: number, far: boolean): Readings["pages"][number] | undefined =>
    pages.find((one) => one.keys === keys && one.remaining > 1000 === far);
  const [one, full, oneFar, fullFar] = [at(1, false), at(256, false), at(1, true), at(256, true)];
  if (!one || !full || !oneFar || !fullFar) throw new Error("a calibration should read four pages");
  const perKey = (full.cpuNs - one.cpuNs) / (full.keys - one.keys);
  const visits = [
    (oneFar.cpuNs - one.cpuNs) / (oneFar.remaining - one.remaining),
    (fullFar.cpuNs - full.cpuNs) / (fullFar.remaining - full.remaining),
  ];
  return { page: one.cpuNs - perKey, perKey, visit: Math.max(0, median(visits)) };
}

/** The median of the slopes between all pairs of points, and the intercept that goes with it: outliers do not pull. */
export function theilSen(points: readonly (readonly [number, number])[]): {
  readonly slope: number;
  readonly intercept: number;
} {
  const slopes = points.flatMap(([x, y], index) =>
    points.slice(index + 1).map(([otherX, otherY]) => (otherY - y) / (otherX - x)),
  );
  const slope = median(slopes);
  return { slope, intercept: median(points.map(([x, y]) => y - slope * x)) };
}

/** How far the fan-out readings of a round lie from the line through them, as shares. */
export function residualsOf({ plain, tls }: Round): readonly number[] {
  return [plain, tls].flatMap((readings) => {
    const fanOut = readings?.fanOut ?? [];
    const warm = fanOut.filter(({ connections }) => connections <= WARM_CONNECTIONS);
    const { slope, intercept } = theilSen(
      warm.map(({ connections, cpuNs }) => [connections, cpuNs]),
    );
    return warm.map(({ connections, cpuNs }) =>
      Math.abs(cpuNs / (intercept + slope * connections) - 1),
    );
  });
}

/** A constant of several rounds: the middle, and the lowest and highest. */
export interface Spread {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Joins the constants of all rounds. */
export function spreadOf(rounds: readonly Fitted[]): ReadonlyMap<CostName, Spread> {
  const names = new Set(rounds.flatMap((round) => Object.keys(round) as CostName[]));
  const spreads = new Map<CostName, Spread>();
  for (const name of names) {
    const values = rounds.map((round) => round[name]).filter(isNumber);
    spreads.set(name, {
      value: median(values),
      low: Math.min(...values),
      high: Math.max(...values),
    });
  }
  return spreads;
}

/** Noise can make a small difference negative; no cost is. What could not be read is left out. */
function clean(constants: Readonly<Record<string, number | undefined>>): Fitted {
  const entries = Object.entries(constants).flatMap(([name, value]) =>
    isNumber(value) ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, Math.max(0, value)]));
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}
