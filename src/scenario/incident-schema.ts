/**
 * `spec.incidents` of the scenario file: one flat mapping per incident, so that it reads as a line of a diary. Which
 * fields belong to which kind is checked when the file is resolved (`resolve-incidents.ts`).
 */
import { z } from "zod";
import { INCIDENT_KINDS } from "./incident.js";
import { bandwidth, duration, shortName, whole } from "./schema-parts.js";

/** A count, or a share such as 1%. */
const SHARE = /^\d+(\.\d+)?%$/;
const AMOUNT = 'must be a whole number or a share such as "10%"';
const amount = () =>
  z.union([whole(1, 1_000_000), z.string().regex(SHARE, AMOUNT)], {
    error: AMOUNT,
  });

const percent = () => z.string().regex(SHARE, 'must be a share such as "1%"');

export const incidentSchema = z.strictObject({
  at: duration().describe("When it happens, from the start of the measured window."),
  what: z.enum(INCIDENT_KINDS).describe("What happens."),
  cluster: shortName().optional().describe("Name of the one cluster it happens in."),
  clusters: z
    .array(shortName())
    .min(1)
    .max(511)
    .optional()
    .describe("Names of the clusters it happens in. Default: every cluster that is not mocked."),
  for: duration().optional().describe("How long it lasts."),
  agents: amount()
    .optional()
    .describe('agents-restart: how many agents of each cluster, or their share. Default: "100%".'),
  maxUnavailable: amount()
    .optional()
    .describe("agents-restart, mesh-upgrade: a rolling wave; how many agents restart at once."),
  every: duration()
    .optional()
    .describe(
      "From one wave to the next (agents-restart), from one cluster to the next (mesh-upgrade).",
    ),
  jitter: duration()
    .optional()
    .describe(
      "agents-restart: the agents of a wave are spread evenly over this time. Default: 0s.",
    ),
  downtime: duration()
    .optional()
    .describe("From the end of the old process to the start of the new one. Default: 2s."),
  process: z
    .enum(["apiserver", "kvstoremesh", "etcd", "agents"])
    .optional()
    .describe("writer-hung, process-paused: which process."),
  between: z
    .tuple([shortName(), shortName()])
    .optional()
    .describe("partition, link-degraded: the two sides, each a region or a cluster."),
  rtt: duration().optional().describe("link-degraded: the round-trip time meanwhile."),
  bandwidth: bandwidth().optional().describe("link-degraded: the bandwidth meanwhile."),
  loss: percent().optional().describe("link-degraded: share of the packets that are lost."),
  factor: z
    .number()
    .min(1)
    .max(100_000)
    .optional()
    .describe("slow-disk: each sync takes so many times as long. Default: 20."),
  cores: whole(1, 256).optional().describe("cpu-squeezed: cores that etcd has meanwhile."),
  burst: z
    .enum(["rollout", "namespace-deleted", "node-pool-replaced"])
    .optional()
    .describe("churn-burst: what changes. Default: rollout."),
  objects: whole(1, 1_000_000)
    .optional()
    .describe("churn-burst: endpoints that are replaced or go. Default: 1000."),
  over: duration().optional().describe("churn-burst: how long it takes. Default: 10s."),
});

export type IncidentKeys = z.output<typeof incidentSchema>;
