/**
 * The raw readings of a calibration: CPU of etcd for one unit of some work, in nanoseconds, by name. Which constants they
 * give is the business of fit.ts; how they are taken, of bench.ts and the benches.
 */
import type { Garbage } from "./garbage.js";

/** Readings of an etcd with one kind of TLS. Names say the work; numbers in them bytes, rates, keys or connections. */
export interface Readings {
  /** CPU a second of an etcd that nobody asks for anything. */
  readonly idle: number;
  /** One put: many at a time, of small and large values; at these rates; on a lease that holds many keys. */
  readonly putSmall: number;
  readonly putLarge: number;
  readonly putRates: readonly { readonly perSecond: number; readonly cpuNs: number }[];
  readonly putLeased: number;
  /** Puts a second of `putSmall`, which tells how the commits are shared. */
  readonly putSmallRate: number;
  /** One put at a time, and how many a second that made. */
  readonly putAlone: number;
  readonly putAloneRate: number;
  /** One put that so many connections are told of. */
  readonly fanOut: readonly { readonly connections: number; readonly cpuNs: number }[];
  /** The same with clients that answer no data, up to `WARM_CONNECTIONS`. */
  readonly fanOutSilent: readonly { readonly connections: number; readonly cpuNs: number }[];
  /** The same with large values, at `FAN_OUT_LARGE` connections. */
  readonly fanOutLarge: number;
  /** One page: of so many keys, with so many behind it. */
  readonly pages: readonly {
    readonly keys: number;
    readonly remaining: number;
    readonly cpuNs: number;
  }[];
  readonly connect: number;
  /** A handshake that the client gives up when the answer to its hello is there; 0 without TLS. */
  readonly hello: number;
  readonly watchCreate: number;
  readonly keepAlive: number;
  readonly compactRevision: number;
  /** Of a request: what etcd did not spend of its duration; one after the other, and at a low rate. */
  readonly clientRpcNs: number;
  readonly clientRpcColdNs: number;
  /** CPU of the client for each byte of keys and values that it takes in. */
  readonly clientPerByteNs: number;
  readonly walSyncNs: number;
  /** Resident bytes: of an empty etcd, and what one more of each adds. */
  readonly memoryBase: number;
  readonly memoryPerConnection: number;
  readonly memoryPerStream: number;
  readonly memoryPerFirstWatcher: number;
  readonly memoryPerWatcher: number;
  readonly memoryPerRevision: number;
  /** Bytes that work allocates, CPU of collecting one of them, and how many come between two collections. */
  readonly garbage: Garbage;
  readonly collectPerByte: number;
  readonly collectAfterBase: number;
  /** The same for each resident byte that connections and watchers add. */
  readonly collectAfterShare: number;
}

/** Rates of `putRates`: from a commit for each put to a process that hardly sleeps. */
export const PUT_RATES = [10, 50, 200, 1000] as const;
/** Bytes of values in the readings above. */
export const SMALL_VALUE = 64;
export const LARGE_VALUE = 4096;
export const FAN_OUT_VALUE = 300;
/** Connections at which large values are fanned out. */
export const FAN_OUT_LARGE = 40;
/** Above this many connections a delivery costs more; below, the readings of fan-out lie on a line. */
export const WARM_CONNECTIONS = 100;
/** Length of the keys that benches write. */
export const KEY_BYTES = 16;
/** Keys on the lease of `putLeased`. */
export const LEASED_KEYS = 2000;
