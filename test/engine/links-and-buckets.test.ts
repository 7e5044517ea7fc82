/** Links serialise at their bandwidth; token buckets let a burst through, then their rate. */
import { expect, it } from "vitest";
import { Link } from "../../src/engine/link.js";
import { TokenBucket } from "../../src/engine/token-bucket.js";

it("one message takes its bytes over the bandwidth, and the delay", () => {
  const link = new Link({ delayNs: 1_000, bandwidthBps: 8e9 });
  expect(link.transmit(100, 100, 1, 500)).toEqual({ firstNs: 1_600, lastNs: 1_600 });
});

it("a burst leaves one after another, and what comes later waits", () => {
  const link = new Link({ delayNs: 0, bandwidthBps: 8e9 });
  expect(link.transmit(0, 0, 10, 100)).toEqual({ firstNs: 100, lastNs: 1_000 });
  expect(link.transmit(500, 500, 1, 100)).toEqual({ firstNs: 1_100, lastNs: 1_100 });
  expect([link.bytesTotal, link.messagesTotal, link.busyNs]).toEqual([1_100, 11, 1_100]);
});

it("a ramp that is slower than the link keeps its shape", () => {
  const link = new Link({ delayNs: 50, bandwidthBps: 8e9 });
  expect(link.transmit(0, 10_000, 5, 100)).toEqual({ firstNs: 150, lastNs: 10_150 });
  expect(link.freeAtNs).toBe(500);
});

it("a bucket gives its burst at once, then one token each 1/rate", () => {
  const bucket = new TokenBucket({ rateQps: 4, burst: 2 });
  expect([0, 0, 0, 0].map((now) => bucket.reserve(now) / 1e6)).toEqual([0, 0, 250, 500]);
  // Two tokens are owed; after 0.75 s one more has come in than was owed.
  expect(bucket.reserve(750e6)).toBe(0);
  expect(bucket.reserve(750e6) / 1e6).toBe(250);
});

it("never holds more than its burst", () => {
  const bucket = new TokenBucket({ rateQps: 1000, burst: 3 });
  const waits = [1, 2, 3, 4].map(() => bucket.reserve(3600e9));
  expect(waits).toEqual([0, 0, 0, 1e6]);
});

it("over a long time lets through rate times time plus burst", () => {
  const bucket = new TokenBucket({ rateQps: 20, burst: 20 });
  let now = 0;
  for (let i = 0; i < 10_000; i += 1) now += bucket.reserve(now);
  expect(now / 1e9).toBeCloseTo((10_000 - 20) / 20, 6);
});
