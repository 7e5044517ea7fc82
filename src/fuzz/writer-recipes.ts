/**
 * Hot spots of those who write: first syncs that meet trouble, leases that run out, clusters that come and go, and
 * restarts that follow on each other.
 */
import { drawOffsetNs, drawTimeNs, MINUTE, MS, S } from "./draw.js";
import { drawIncident } from "./random-incidents.js";
import type { RecipeName } from "./recipe-names.js";
import { SOON_NS, sometimes, type Recipe } from "./recipe.js";
import type { IncidentDraft } from "./timeline.js";

/** Recipes by name. */
export const WRITER_RECIPES = {
  // A writer that has just started meets an etcd that refuses: its canary must wait for the keys. Objects that came
  // while it was down are in no etcd yet.
  "full-quota-in-bootstrap": ({ random, places, atNs, source, reader }) => {
    const restarts = [
      "apiserver-restart",
      "apiserver-pod-replaced",
      "kvstoremesh-restart",
    ] as const;
    const what = random.pick(places.topology === "kvstoremesh" ? restarts : restarts.slice(0, 2));
    const downtimeNs = drawTimeNs(random, 200 * MS, 2 * S);
    const isSlow = random.chance(0.7);
    const started = (withinNs: number): number =>
      atNs + downtimeNs + drawOffsetNs(random, withinNs);
    const full = (withinNs: number): IncidentDraft => ({
      what: "etcd-quota-full",
      atNs: started(withinNs),
      clusters: [source],
      forNs: drawTimeNs(random, 3 * MS, 500 * MS),
    });
    return {
      ...(isSlow ? { wants: { slowBootstrap: true } } : {}),
      incidents: [
        { what, atNs, clusters: [source], downtimeNs },
        {
          what: "churn-burst",
          atNs,
          clusters: [source, reader],
          burst: "rollout",
          objects: random.integer(5, 31),
          overNs: downtimeNs / 2,
        },
        full(isSlow ? S : SOON_NS / 5),
        ...sometimes(random, 0.5, full(isSlow ? 2 * S : SOON_NS)),
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

  // Its removal waits behind the first copy: readers see the old configuration, and then that it goes.
  "joins-leaves-joins": ({ random, atNs, source }) => {
    const leavesNs = atNs + drawTimeNs(random, 50 * MS, 3 * S);
    const move = (what: "cluster-joins" | "cluster-leaves", whenNs: number): IncidentDraft => {
      return { what, atNs: whenNs, clusters: [source] };
    };
    return {
      ...(random.chance(0.8) ? { wants: { slowMirrors: true } } : {}),
      incidents: [
        move("cluster-joins", atNs),
        move("cluster-leaves", leavesNs),
        move("cluster-joins", leavesNs + drawTimeNs(random, MS, S)),
      ],
    };
  },

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
} satisfies Partial<Record<RecipeName, Recipe>>;
