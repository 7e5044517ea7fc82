/**
 * Hot spots of those who read: slow watchers, lost revisions, etcds that are others than before, and clients that wait.
 */
import { drawOffsetNs, drawTimeNs, MINUTE, MS, S } from "./draw.js";
import { drawIncident } from "./random-incidents.js";
import type { RecipeName } from "./recipe-names.js";
import { SOON_NS, sometimes, type Recipe } from "./recipe.js";
import type { IncidentDraft } from "./timeline.js";

/** Recipes by name. */
export const READER_RECIPES = {
  // Readers stand still while many changes come: their watchers become victims, and may be compacted away. They may
  // stop again before they have caught up.
  "slow-watchers": ({ random, places, atNs, source, reader }) => {
    const process =
      places.topology === "kvstoremesh" && random.chance(0.4) ? "kvstoremesh" : "agents";
    const pausedNs = drawTimeNs(random, 3 * S, 30 * S);
    const pause = (fromNs: number, forNs: number): IncidentDraft => {
      return { what: "process-paused", atNs: fromNs, clusters: [reader], forNs, process };
    };
    const againNs = atNs + pausedNs + drawTimeNs(random, 5 * MS, 150 * MS);
    return {
      wants: { fastWriters: true },
      incidents: [
        pause(atNs, pausedNs),
        {
          what: "churn-burst",
          atNs: atNs + drawOffsetNs(random, SOON_NS),
          clusters: [source],
          burst: random.pick(["rollout", "node-pool-replaced"] as const),
          objects: random.integer(400, 1501),
          overNs: drawTimeNs(random, S, 5 * S),
        },
        ...sometimes(random, 0.25, pause(againNs, drawTimeNs(random, S, 10 * S))),
        ...sometimes<IncidentDraft>(random, 0.25, {
          what: "etcd-compaction",
          atNs: atNs + drawOffsetNs(random, pausedNs + S),
          clusters: [source, reader],
        }),
      ],
    };
  },

  // When the link heals, another etcd answers under the same name.
  "replaced-while-partitioned": ({ random, places, atNs, source, reader }) => {
    const forNs = drawTimeNs(random, 5 * S, 2 * MINUTE);
    const during = (): number => atNs + drawOffsetNs(random, forNs);
    const clusters = [random.chance(0.8) ? source : reader];
    return {
      incidents: [
        { what: "partition", atNs, between: [source, reader], forNs },
        drawIncident(random, "apiserver-pod-replaced", { atNs: during(), clusters }, places),
        ...sometimes<IncidentDraft>(
          random,
          0.3,
          drawIncident(random, "agents-restart", { atNs: during(), clusters: [reader] }, places),
        ),
      ],
    };
  },

  // The revision to resume at is gone: watches end with an error and list again.
  "partition-longer-than-retention": ({ random, places, atNs, source, reader }) => {
    const retentionNs = random.integer(10, 40) * S;
    const forNs = Math.round(retentionNs * (1.5 + 2.5 * random.next()));
    const burstNs = atNs + drawOffsetNs(random, forNs / 2);
    return {
      wants: { retentionNs },
      incidents: [
        { what: "partition", atNs, between: [source, reader], forNs },
        drawIncident(random, "churn-burst", { atNs: burstNs, clusters: [source] }, places),
        {
          what: "etcd-compaction",
          atNs: atNs + forNs - drawOffsetNs(random, forNs / 4),
          clusters: [source],
        },
      ],
    };
  },

  // Pages of one list belong to one revision; a compaction between them ends it with an error.
  "compaction-while-listing": ({ random, atNs, source, reader, places }) => {
    const downtimeNs = drawTimeNs(random, 100 * MS, 2 * S);
    const rttNs = drawTimeNs(random, 30 * MS, 400 * MS);
    const listedNs = atNs + downtimeNs;
    // The connection, and the lists that come before those of the keys, take some round trips.
    const compaction = (): IncidentDraft => ({
      what: "etcd-compaction",
      atNs: listedNs + Math.round((3 + 15 * random.next()) * (rttNs / MS)) * MS,
      clusters: [source],
    });
    return {
      wants: { listLimit: random.integer(1, 5), fastWriters: true },
      incidents: [
        {
          what: "link-degraded",
          atNs: Math.max(0, atNs - S),
          between: [source, reader],
          forNs: 60 * S,
          rttNs,
          bandwidthBps: undefined,
          loss: 0,
        },
        places.topology === "kvstoremesh"
          ? { what: "kvstoremesh-restart", atNs, clusters: [reader], downtimeNs }
          : {
              what: "agents-restart",
              atNs,
              clusters: [reader],
              agents: { fraction: 1 },
              waves: undefined,
              jitterNs: 0,
              downtimeNs,
            },
        {
          what: "churn-burst",
          atNs: listedNs,
          clusters: [source],
          burst: "rollout",
          objects: random.integer(20, 81),
          overNs: drawTimeNs(random, S, 8 * S),
        },
        compaction(),
        compaction(),
      ],
    };
  },

  // A new pod is ready without the remotes that it could not reach within 15 s: its agents wait for a configuration
  // for three minutes, then a moment, and so on. Something may happen in just that moment.
  "no-cluster-config": ({ random, source, reader, places }) => {
    const atNs = drawTimeNs(random, S, 15 * S);
    const replacedNs = atNs + drawTimeNs(random, 100 * MS, S);
    const downtimeNs = drawTimeNs(random, 100 * MS, 2 * S);
    const momentNs = replacedNs + downtimeNs + 195 * S + drawTimeNs(random, 20 * MS, 1200 * MS);
    const then = random.pick(["agents-restart", "cluster-leaves", "etcd-restart"] as const);
    const when = { atNs: momentNs, clusters: [random.chance(0.6) ? reader : source] };
    return {
      ...(random.chance(0.5)
        ? { wants: { cacheTtlNs: 180 * S + drawTimeNs(random, 5 * MS, S) } }
        : {}),
      incidents: [
        {
          what: "partition",
          atNs,
          between: [source, reader],
          forNs: drawTimeNs(random, 100 * S, 8 * MINUTE),
        },
        { what: "apiserver-pod-replaced", atNs: replacedNs, clusters: [reader], downtimeNs },
        drawIncident(random, then, when, places),
      ],
    };
  },

  // Long enough for the timeout of a connect, 15 minutes.
  "never-connects": ({ random, places, atNs, source, reader }) => {
    const forNs = drawTimeNs(random, 15 * MINUTE + 30 * S, 25 * MINUTE);
    const restart = { atNs: atNs + drawOffsetNs(random, 5 * S), clusters: [reader] };
    const kinds = ["agents-restart", "kvstoremesh-restart"] as const;
    const kind = random.pick(places.topology === "kvstoremesh" ? kinds : kinds.slice(0, 1));
    return {
      ...(random.chance(0.5)
        ? { wants: { cacheTtlNs: 15 * MINUTE + drawTimeNs(random, 5 * MS, S) } }
        : {}),
      incidents: [
        { what: "partition", atNs, between: [source, reader], forNs },
        drawIncident(random, kind, restart, places),
      ],
    };
  },
} satisfies Partial<Record<RecipeName, Recipe>>;
