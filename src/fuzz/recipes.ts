/**
 * Hot spots: small groups of incidents that meet on purpose, each after a way in which such meshes have failed. Drawn
 * at random but for what makes them meet. A recipe may also ask for settings without which it would come to nothing.
 */
import type { RandomStream } from "../engine/random-stream.js";
import { drawOffsetNs, drawTimeNs, MINUTE, MS, S } from "./draw.js";
import { drawIncident, drawSides, type Places } from "./random-incidents.js";
import type { RecipeName } from "./recipe-names.js";
import type { IncidentDraft } from "./timeline.js";

/** What a recipe comes to. */
export interface Dish {
  readonly incidents: readonly IncidentDraft[];
  readonly wants?: {
    /** Limiters far above the burst, or its changes would queue at the writer. */
    readonly fastWriters?: true;
    readonly retentionNs?: number;
    readonly listLimit?: number;
    /** Some time to live in half of the cases. */
    readonly cacheTtl?: true;
  };
}

interface Kitchen {
  readonly random: RandomStream;
  readonly places: Places;
  /** When it begins. */
  readonly atNs: number;
  /** The cluster that is read, and one that reads. */
  readonly source: string;
  readonly reader: string;
}

type Recipe = (kitchen: Kitchen) => Dish;

/** Up to this long after something, for it to meet what follows. */
const SOON_NS = 300 * MS;

const RECIPES: Readonly<Record<RecipeName, Recipe>> = {
  // Readers stand still while many changes come: their watchers become victims, and may be compacted away.
  "slow-watchers": ({ random, places, atNs, source, reader }) => {
    const isMirror = places.topology === "kvstoremesh" && random.chance(0.4);
    const pausedNs = drawTimeNs(random, 2 * S, 35 * S);
    const objects = random.integer(400, 1501);
    return {
      wants: { fastWriters: true },
      incidents: [
        {
          what: "process-paused",
          atNs,
          clusters: [reader],
          forNs: pausedNs,
          process: isMirror ? "kvstoremesh" : "agents",
        },
        {
          what: "churn-burst",
          atNs: atNs + drawOffsetNs(random, SOON_NS),
          clusters: [source],
          burst: random.pick(["rollout", "namespace-deleted"] as const),
          objects,
          overNs: drawTimeNs(random, S, 5 * S),
        },
        ...sometimes<IncidentDraft>(random, 0.5, {
          what: "etcd-compaction",
          atNs: atNs + drawOffsetNs(random, pausedNs + S),
          clusters: [source, reader],
        }),
      ],
    };
  },

  // A writer that has just started meets an etcd that refuses: its canary must wait for the keys.
  "full-quota-in-bootstrap": ({ random, places, atNs, source }) => {
    const restarts = [
      "apiserver-restart",
      "apiserver-pod-replaced",
      "kvstoremesh-restart",
    ] as const;
    const what = random.pick(places.topology === "kvstoremesh" ? restarts : restarts.slice(0, 2));
    const downtimeNs = drawTimeNs(random, 50 * MS, 2 * S);
    return {
      incidents: [
        { what, atNs, clusters: [source], downtimeNs },
        {
          what: "etcd-quota-full",
          atNs: atNs + downtimeNs + drawOffsetNs(random, SOON_NS / 3),
          clusters: [source],
          forNs: drawTimeNs(random, 20 * MS, 500 * MS),
        },
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

  // Leases expire while the etcd lives: everything is deleted, and written again when the writer goes on.
  "writer-hung-past-leases": ({ random, places, atNs, source }) => {
    const isMirror = places.topology === "kvstoremesh" && random.chance(0.4);
    const downtimeNs = drawTimeNs(random, 100 * MS, 2 * S);
    const isFilling = random.chance(0.4);
    const hungNs = isFilling ? atNs + downtimeNs + drawOffsetNs(random, SOON_NS / 3) : atNs;
    return {
      incidents: [
        ...sometimes<IncidentDraft>(random, isFilling ? 1 : 0, {
          what: isMirror ? "kvstoremesh-restart" : "apiserver-restart",
          atNs,
          clusters: [source],
          downtimeNs,
        }),
        {
          what: "writer-hung",
          atNs: hungNs,
          clusters: [source],
          forNs: drawTimeNs(random, 16 * MINUTE, 20 * MINUTE),
          process: isMirror ? "kvstoremesh" : "apiserver",
        },
      ],
    };
  },

  // Long enough that readers reconnect, short enough that the leases live.
  "stale-heartbeat": ({ random, places, atNs, source, reader }) => {
    const forNs = drawTimeNs(random, 125 * S, 7 * MINUTE);
    const isMirror = places.topology === "kvstoremesh" && random.chance(0.3);
    const process = isMirror ? "kvstoremesh" : "apiserver";
    const restart = { atNs: atNs + drawOffsetNs(random, forNs), clusters: [reader] };
    return {
      incidents: [
        { what: "writer-hung", atNs, clusters: [source], forNs, process },
        ...sometimes(random, 0.3, drawIncident(random, "agents-restart", restart, places)),
      ],
    };
  },

  // Pages of one list belong to one revision; a compaction between them ends it with an error.
  "compaction-while-listing": ({ random, atNs, source, reader, places }) => {
    const downtimeNs = drawTimeNs(random, 100 * MS, 2 * S);
    const rttNs = drawTimeNs(random, 50 * MS, 500 * MS);
    const listedNs = atNs + downtimeNs;
    const slow: IncidentDraft = {
      what: "link-degraded",
      atNs: Math.max(0, atNs - S),
      between: [source, reader],
      forNs: 60 * S,
      rttNs,
      bandwidthBps: undefined,
      loss: 0,
    };
    const compaction = (): IncidentDraft => ({
      what: "etcd-compaction",
      atNs: listedNs + drawTimeNs(random, 20 * MS, 10 * rttNs),
      clusters: [source, reader],
    });
    const isMirror = places.topology === "kvstoremesh" && random.chance(0.5);
    return {
      wants: { listLimit: random.integer(1, 5), fastWriters: true },
      incidents: [
        slow,
        isMirror
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

  // The etcd answers and is empty: readers wait for a cluster configuration that nobody writes.
  "no-cluster-config": ({ random, atNs, source }) => {
    const downtimeNs = drawTimeNs(random, 100 * MS, 5 * S);
    return {
      wants: { cacheTtl: true },
      incidents: [
        { what: "apiserver-pod-replaced", atNs, clusters: [source], downtimeNs },
        {
          what: "writer-hung",
          atNs: Math.max(0, atNs + downtimeNs - drawOffsetNs(random, SOON_NS)),
          clusters: [source],
          forNs: drawTimeNs(random, 2 * MINUTE, 7 * MINUTE),
          process: "apiserver",
        },
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
      wants: { cacheTtl: true },
      incidents: [
        { what: "partition", atNs, between: [source, reader], forNs },
        drawIncident(random, kind, restart, places),
      ],
    };
  },

  // It may be back before its removal is over; mirrors take three minutes for one.
  "leaves-and-joins": ({ random, atNs, source }) => ({
    incidents: [
      { what: "cluster-leaves", atNs, clusters: [source] },
      {
        what: "cluster-joins",
        atNs: atNs + drawTimeNs(random, 100 * MS, 4 * MINUTE),
        clusters: [source],
      },
    ],
  }),

  // One container after the other, or all at once.
  "restarts-in-a-row": ({ random, places, atNs, source }) => {
    const kinds = [
      "etcd-restart",
      "apiserver-restart",
      "agents-restart",
      ...(places.topology === "kvstoremesh" ? (["kvstoremesh-restart"] as const) : []),
    ] as const;
    const incidents: IncidentDraft[] = [];
    for (let nextNs = atNs, left = random.integer(2, 5); left > 0; left -= 1) {
      const when = { atNs: nextNs, clusters: [source] };
      incidents.push(drawIncident(random, random.pick(kinds), when, places));
      nextNs += random.chance(0.6) ? drawOffsetNs(random, SOON_NS) : drawTimeNs(random, S, 10 * S);
    }
    return { incidents };
  },
};

/** Prepares a recipe for the given places; it begins in the first three quarters of the window. */
export function cook(name: RecipeName, random: RandomStream, places: Places): Dish {
  const [source, reader] = drawSides(random, places.clusters, { ...places, regions: [] });
  const atNs = drawTimeNs(random, 500 * MS, Math.max(S, places.durationNs * 0.75));
  return RECIPES[name]({ random, places, atNs, source, reader });
}

/** How many objects a case may have to write besides its steady churn, for sizing its limiters. */
export function burstObjects(incidents: readonly IncidentDraft[]): number {
  let sum = 0;
  for (const incident of incidents) {
    if (incident.what === "churn-burst") sum += incident.objects * incident.clusters.length;
  }
  return sum;
}

function sometimes<T>(random: RandomStream, share: number, item: T): readonly T[] {
  return random.chance(share) ? [item] : [];
}
