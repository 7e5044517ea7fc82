/**
 * What one share of a mesh measured, as plain data that another thread can send, and how figures of several shares
 * become those of the mesh: what belongs to a cluster is taken from the share that the cluster is own to, sums are added.
 */
import { assert } from "../../src/engine/assert.js";
import type { SummaryRow } from "../../src/measure/documents.js";
import type { Reading } from "../../src/measure/reading.js";
import type { SeriesPoint, WindowResult } from "../../src/measure/sampler.js";
import { CLIENT_KINDS, type ClientKind } from "../etcd/watch-group.js";
import type { Mesh } from "../mesh.js";
import type { Invariant } from "../truth/invariants.js";
import type { MeasuredCourse } from "./incident-course.js";
import type { LatencyData } from "./latency-recorder.js";

export interface MeasuredShare {
  /** Every figure over the window, and those over time. */
  readonly results: readonly WindowResult[];
  readonly overTime: readonly MeasuredSeries[];
  /** Other rows of its own clusters. */
  readonly rows: readonly Omit<SummaryRow, "topology">[];
  readonly latency: LatencyData;
  readonly incidents: readonly MeasuredCourse[];
  /** Failures of agents, by the cluster that they read. */
  readonly failures: readonly (readonly [cluster: string, failures: number])[];
  readonly undelivered: number;
  readonly checked: readonly (readonly [invariant: Invariant, checks: number])[];
  readonly clients: Clients;
}

/** One reading over time. */
export interface MeasuredSeries {
  readonly reading: Reading;
  readonly points: readonly SeriesPoint[];
}

/** Clients that run, by kind: of what a share of them is. */
export type Clients = Readonly<Partial<Record<ClientKind, number>>>;

/** Figures whose readings are data: without the way in which they are read. */
export function plain<F extends Pick<MeasuredShare, "results" | "overTime">>(figures: F): F {
  const only = <R extends { readonly reading: Reading }>(one: R): R => {
    const { metric, labels, unit, kind, series } = one.reading;
    return { ...one, reading: { metric, labels, unit, kind, series } };
  };
  return { ...figures, results: figures.results.map(only), overTime: figures.overTime.map(only) };
}

/** The clients of the mesh whose figures are taken from this share. */
export function clientsOf(mesh: Mesh): Clients {
  const clients: Partial<Record<ClientKind, number>> = {};
  for (const { reader, client } of mesh.readers) {
    if (reader.machine.state === "absent" || !mesh.tellsOf(client)) continue;
    clients[client] = (clients[client] ?? 0) + reader.members;
  }
  return clients;
}

/** The series of all shares; the first one's readings decide which of the mesh there are. */
export function mergeSeries(
  first: Pick<MeasuredShare, "overTime" | "clients">,
  others: readonly Pick<MeasuredShare, "overTime" | "clients">[],
): readonly MeasuredSeries[] {
  if (others.length === 0) return first.overTime;
  const { own, alike } = sorted(others.map((one) => ({ ...one, figures: one.overTime })));
  const merged = first.overTime.map(({ reading, points }) => {
    const parts = [
      { figure: { points }, clients: first.clients },
      ...(alike.get(keyOf(reading)) ?? []),
    ];
    const valueAt = (at: number): number => {
      const values = parts.map(({ figure, clients }) => {
        const point = figure.points[at];
        assert(point !== undefined, "all shares of a mesh are read at the same times");
        return { value: point.value, clients };
      });
      return combined(reading, values);
    };
    return { reading, points: points.map((point, at) => ({ ...point, value: valueAt(at) })) };
  });
  return [...merged, ...own];
}

/** The figures over the window of all shares. Of those of the whole mesh, only shares of clients are of use. */
export function mergeResults(
  first: Pick<MeasuredShare, "results" | "clients">,
  others: readonly Pick<MeasuredShare, "results" | "clients">[],
): readonly WindowResult[] {
  if (others.length === 0) return first.results;
  const { own, alike } = sorted(others.map((one) => ({ ...one, figures: one.results })));
  const merged = first.results.map((one) => {
    if (!isShareOfClients(one.reading)) return one;
    const parts = [
      { figure: one, clients: first.clients },
      ...(alike.get(keyOf(one.reading)) ?? []),
    ];
    const of = (read: (figure: WindowResult) => number): number =>
      combined(
        one.reading,
        parts.map(({ figure, clients }) => ({ value: read(figure), clients })),
      );
    // Not all shares need to have been highest at once, so the highest is a bound.
    return { ...one, mean: of(({ mean }) => mean), max: of(({ max }) => max) };
  });
  return [...merged, ...own];
}

/** Counts by name, added up. */
export function mergeCounts<K>(
  counts: readonly Iterable<readonly [K, number]>[],
): ReadonlyMap<K, number> {
  const merged = new Map<K, number>();
  for (const one of counts) {
    for (const [key, count] of one) merged.set(key, (merged.get(key) ?? 0) + count);
  }
  return merged;
}

/** Figures that belong to clusters, and those that several shares have. */
function sorted<F extends { readonly reading: Reading }>(
  shares: readonly { readonly figures: readonly F[]; readonly clients: Clients }[],
) {
  const own: F[] = [];
  const alike = new Map<string, { readonly figure: F; readonly clients: Clients }[]>();
  for (const { figures, clients } of shares) {
    for (const figure of figures) {
      const cluster = figure.reading.labels["cluster"];
      if (cluster !== undefined && cluster !== "all") {
        own.push(figure);
        continue;
      }
      const key = keyOf(figure.reading);
      const same = alike.get(key) ?? [];
      same.push({ figure, clients });
      alike.set(key, same);
    }
  }
  return { own, alike };
}

/** A sum, or for shares of clients their mean. */
function combined(
  reading: Reading,
  parts: readonly { readonly value: number; readonly clients: Clients }[],
): number {
  let total = 0;
  let weights = 0;
  for (const { value, clients } of parts) {
    const client = CLIENT_KINDS.find((kind) => kind === reading.labels["client"]);
    const weight = client === undefined ? 1 : (clients[client] ?? 0);
    total += value * weight;
    weights += weight;
  }
  return isShareOfClients(reading) ? total / Math.max(1, weights) : total;
}

function isShareOfClients({ labels, unit }: Reading): boolean {
  return labels["cluster"] === undefined && labels["client"] !== undefined && unit === "ratio";
}

function keyOf({ metric, labels }: Reading): string {
  return JSON.stringify([metric, labels]);
}
