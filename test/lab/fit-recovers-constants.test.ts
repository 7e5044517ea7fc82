/** Readings made from known constants give these constants back, and one wild reading does not pull the slope. */
import { expect, test } from "vitest";
import { putEventBytes } from "../../models/etcd/wire-size.js";
import { fitRound, spreadOf, theilSen } from "../../src/lab/calibrate/fit.js";
import {
  FAN_OUT_VALUE,
  KEY_BYTES,
  LARGE_VALUE,
  LEASED_KEYS,
  PUT_RATES,
  SMALL_VALUE,
  type Readings,
} from "../../src/lab/calibrate/readings.js";

const KNOWN = { putApply: 10_000, commitPerKey: 2000, notifyPerWatcher: 700 };
const TRUE = {
  perByte: 3,
  rpc: 45_000,
  warm: 90_000,
  wakeup: 240_000,
  cooling: 4e6,
  commit: 700_000,
  send: 25_000,
  answered: 12_000,
  byte: 5,
};

function readings(): Readings {
  const serial = KNOWN.putApply + KNOWN.commitPerKey;
  const put = (bytes: number): number => TRUE.rpc + serial + TRUE.perByte * (bytes + KEY_BYTES);
  const rate = 10_000;
  const many = (bytes: number): number => put(bytes) + (TRUE.commit * 10) / rate;
  const few = (perSecond: number): number =>
    many(FAN_OUT_VALUE) +
    TRUE.commit * Math.min(1, 10 / perSecond) +
    TRUE.warm +
    TRUE.wakeup * (1 - Math.exp(-1e9 / perSecond / TRUE.cooling));
  // The gap is what the put itself leaves of its share of a second.
  const alone = (perSecond: number): number => {
    const fixed = many(FAN_OUT_VALUE) + TRUE.warm + (TRUE.commit * 10) / perSecond;
    const at = (cpuNs: number): number =>
      fixed + TRUE.wakeup * (1 - Math.exp(-(1e9 / perSecond - cpuNs) / TRUE.cooling));
    let cpuNs = fixed;
    for (let turn = 0; turn < 50; turn += 1) cpuNs = at(cpuNs);
    return cpuNs;
  };
  const told = (connections: number, bytes: number): number =>
    few(25) +
    connections *
      (KNOWN.notifyPerWatcher + TRUE.send + TRUE.byte * putEventBytes(KEY_BYTES, bytes));
  const page = (keys: number, remaining: number) => ({
    keys,
    remaining,
    cpuNs: 48_000 + 1000 * keys + 30 * remaining,
  });
  return {
    idle: 0,
    putSmall: many(SMALL_VALUE),
    putLarge: many(LARGE_VALUE),
    putRates: PUT_RATES.map((perSecond) => ({ perSecond, cpuNs: few(perSecond) })),
    putAlone: alone(4000),
    putAloneRate: 4000,
    putLeased: many(SMALL_VALUE) + 70 * LEASED_KEYS,
    putSmallRate: rate,
    fanOut: [10, 40, 100].map((connections) => ({
      connections,
      cpuNs: told(connections, FAN_OUT_VALUE),
    })),
    fanOutSilent: [10, 40, 100].map((connections) => ({
      connections,
      cpuNs: told(connections, FAN_OUT_VALUE) - connections * TRUE.answered,
    })),
    fanOutLarge: told(40, LARGE_VALUE),
    pages: [page(1, 0), page(256, 0), page(1, 4999), page(256, 4744)],
    connect: 470_000,
    hello: 200_000,
    watchCreate: 35_000,
    keepAlive: 80_000,
    compactRevision: 2500,
    clientRpcNs: 200_000,
    clientRpcColdNs: 400_000,
    clientPerByteNs: 2,
    walSyncNs: 5000,
    memoryBase: 3e7,
    memoryPerConnection: 47_000,
    memoryPerStream: 27_000,
    memoryPerFirstWatcher: 61_000,
    memoryPerWatcher: 10_000,
    memoryPerRevision: 500,
    garbage: { put: 20_000, send: 1000, pageByte: 4, connection: 80_000 },
    collectPerByte: 0.4,
    collectAfterBase: 5e6,
    collectAfterShare: 0.5,
  };
}

test("constants come back", () => {
  const fitted = fitRound({ plain: readings(), tls: readings() }, KNOWN);
  expect(fitted.putApplyPerByte).toBeCloseTo(TRUE.perByte, 6);
  expect((fitted.commitBase ?? 0) / TRUE.commit).toBeCloseTo(1, 2);
  expect((fitted.putRpcTls ?? 0) / TRUE.rpc).toBeCloseTo(1, 2);
  expect((fitted.wakeup ?? 0) / TRUE.wakeup).toBeCloseTo(1, 2);
  expect((fitted.wakeupWarm ?? 0) / TRUE.warm).toBeCloseTo(1, 2);
  expect(fitted.wakeupCooling).toBeCloseTo(TRUE.cooling, 0);
  expect(fitted.sendTls).toBeCloseTo(TRUE.send, 0);
  expect(fitted.sendAnsweredTls).toBeCloseTo(TRUE.answered, 0);
  expect(fitted.sendPerByteTls).toBeCloseTo(TRUE.byte, 3);
  expect(fitted.rangePage).toBeCloseTo(48_000, 0);
  expect(fitted.rangePerKey).toBeCloseTo(1000, 3);
  expect(fitted.rangeVisitPerKey).toBeCloseTo(30, 3);
  expect(fitted.leaseAttachPerKey).toBeCloseTo(70, 3);
});

test("what one kind of etcd cannot tell is left out", () => {
  const fitted = fitRound({ plain: readings() }, KNOWN);
  expect(fitted.putRpcTls).toBeUndefined();
  expect(fitted.connectTlsRsa2048).toBeUndefined();
  expect((fitted.putRpcPlaintext ?? 0) / TRUE.rpc).toBeCloseTo(1, 2);
});

test("a wild point does not pull a slope", () => {
  const points = [1, 2, 3, 4, 5, 6].map((x) => [x, x === 5 ? 900 : 10 + 2 * x] as const);
  const { slope, intercept } = theilSen(points);
  expect(slope).toBeCloseTo(2, 6);
  expect(intercept).toBeCloseTo(10, 6);
});

test("rounds are joined by their median, with the lowest and highest", () => {
  const spreads = spreadOf([{ wakeup: 3 }, { wakeup: 1 }, { wakeup: 10 }]);
  expect(spreads.get("wakeup")).toEqual({ value: 3, low: 1, high: 10 });
});
