/**
 * What is predicted and then measured: one etcd with agents that read it, and what happens to them in a short window.
 * Both sides, the model and the real etcd, run the same file. It says nothing of the machine or of costs.
 * Not the simulator's scenario (src/scenario): a lab has no clusters, no Cilium limits and no network but loopback.
 */
import { z } from "zod";
import { UserError } from "../../scenario/user-error.js";

const count = z.int().min(0);
const seconds = z.number().min(0).max(600);
const at = { atSeconds: seconds };

const schema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  /** What the scenario is an example of; points of one kind are judged together. */
  kind: z.string().min(1),
  description: z.string().min(1),
  etcd: z.strictObject({ tls: z.enum(["disabled", "rsa-2048", "ecdsa-p256"]) }),
  /** Keys that are there before the window, spread evenly over the prefixes. */
  keys: count.default(0),
  valueBytes: z.int().min(8).max(1_000_000).default(300),
  prefixes: z.int().min(1).max(64).default(7),
  /** Agents that are connected and in sync before the window; each watches every prefix. */
  agents: count.default(0),
  /** Length of the window; it lasts longer when something is not finished. */
  seconds: seconds.default(10),
  /** Values of existing keys change, as a Poisson process. */
  churn: z.strictObject({ rate: z.number().positive() }).optional(),
  /** So many agents end and start anew, all at once. */
  restart: z.strictObject({ agents: count, ...at }).optional(),
  /** So many connections break; their clients resume. */
  reconnect: z.strictObject({ agents: count, ...at }).optional(),
  /** So many agents stop reading for a while. */
  stall: z.strictObject({ agents: count, fromSeconds: seconds, toSeconds: seconds }).optional(),
  /** So many new agents come, all at once. */
  join: z.strictObject({ agents: count, ...at }).optional(),
  /** All history is compacted. */
  compact: z.strictObject(at).optional(),
  /** New keys are written, each worker one after the other, as after a start of the apiserver. */
  bootstrap: z.strictObject({ keys: count, workers: z.int().min(1).max(64) }).optional(),
  /** A mirror copies this etcd into a second one, and the agents read that. */
  mirror: z.strictObject({ qps: z.number().positive(), maxInflight: z.int().min(1) }).optional(),
});

export type LabScenario = z.infer<typeof schema>;

/** Checks what a file says of one point. @throws UserError that names what is wrong. */
export function checkLabScenario(file: string, where: string, point: unknown): LabScenario {
  const parsed = schema.safeParse(point);
  if (!parsed.success) {
    throw new UserError(
      parsed.error.issues.map(({ path, message }) => ({
        file,
        path: [where, ...path].join("."),
        message,
      })),
    );
  }
  const { agents, restart, reconnect, stall } = parsed.data;
  for (const [name, part] of Object.entries({ restart, reconnect, stall })) {
    if (part === undefined || part.agents <= agents) continue;
    const message = `${part.agents} agents, but there are only ${agents}`;
    throw new UserError([{ file, path: `${where}.${name}.agents`, message }]);
  }
  return parsed.data;
}
