/**
 * The cost profile of an etcd: what each step costs, as data. Profiles are YAML files in `costs/`; each constant
 * carries its unit, meaning, source and confidence, and no cost is hard-coded anywhere else in the models.
 * This file knows the shape of a profile, not how to find one (that is the runner's work).
 * Costs are CPU time of one core of the machine the profile was made on.
 */
import { parse } from "yaml";
import { z } from "zod";
import { UserError } from "../../src/scenario/user-error.js";
import type { CostConstant } from "../../src/measure/documents.js";

/** Every constant of a profile, by the name used in its file, with the unit that the value must be in. */
export const COST_UNITS = {
  putApply: "ns",
  putApplyPerByte: "ns/byte",
  putRpcPlaintext: "ns",
  putRpcTls: "ns",
  wakeupWarm: "ns",
  wakeup: "ns",
  wakeupCooling: "ns",
  walSyncMemory: "ns",
  walSyncDisk: "ns",
  commitBase: "ns",
  commitPerKey: "ns",
  notifyPerWatcher: "ns",
  sendPlaintext: "ns",
  sendTls: "ns",
  sendAnsweredPlaintext: "ns",
  sendAnsweredTls: "ns",
  sendPerDecadeOfConnections: "ns",
  sendPerBytePlaintext: "ns/byte",
  sendPerByteTls: "ns/byte",
  rangePage: "ns",
  rangePageTls: "ns",
  rangePerKey: "ns",
  rangePerKeyTls: "ns",
  rangeVisitPerKey: "ns",
  rangeVisitPerKeyTls: "ns",
  connectPlaintext: "ns",
  connectTlsRsa2048: "ns",
  connectTlsEcdsaP256: "ns",
  connectHelloRsa2048: "ns",
  connectHelloEcdsaP256: "ns",
  watchCreate: "ns",
  watchCreateLocked: "ns",
  catchUpPerRevision: "ns",
  catchUpPerWatcher: "ns",
  leaseKeepalivePlaintext: "ns",
  leaseKeepaliveTls: "ns",
  leaseAttachPerKey: "ns",
  compactPerRevision: "ns",
  idlePerSecond: "ns/s",
  gcMultiplier: "ratio",
  collectPerByte: "ns/byte",
  collectAfterBase: "bytes",
  collectAfterShare: "ratio",
  garbagePerPutPlaintext: "bytes",
  garbagePerPutTls: "bytes",
  garbagePerSend: "bytes",
  garbagePerPageByte: "ratio",
  garbagePerConnection: "bytes",
  memoryBase: "bytes",
  memoryPerConnection: "bytes",
  memoryPerStream: "bytes",
  memoryPerFirstWatcher: "bytes",
  memoryPerWatcher: "bytes",
  memoryPerKey: "bytes",
  memoryPerRevision: "bytes",
} as const;

/** Name of one constant. */
export type CostName = keyof typeof COST_UNITS;

/** A loaded profile: the values for the model, and the constants with their provenance for the report. */
export interface CostProfile {
  readonly name: string;
  readonly description: string;
  readonly values: Readonly<Record<CostName, number>>;
  readonly constants: readonly CostConstant[];
  readonly provenance?: CostProvenance | undefined;
}

const constantSchema = z.strictObject({
  value: z.number().min(0),
  unit: z.string(),
  meaning: z.string().min(1),
  source: z.string().min(1),
  confidence: z.enum(["measured", "published", "documented", "assumed"]),
  interval: z.tuple([z.number(), z.number()]).optional(),
});

/** On what a calibrated profile was made. */
const provenanceSchema = z.strictObject({
  etcd: z.string(),
  storage: z.string(),
  tls: z.array(z.string()),
  cpu: z.string(),
  cores: z.number(),
  etcdCores: z.number().nullable(),
  kernel: z.string(),
  node: z.string(),
  tool: z.string(),
  date: z.string(),
  mode: z.string(),
  rounds: z.number(),
  /** CPU of the machine beside the measuring program, etcd included, in cores: lowest, median, highest round. */
  othersCores: z.tuple([z.number(), z.number(), z.number()]),
  /** Time of one request that the lab's client and loopback took, not etcd: one after the other, and at a low rate. */
  clientRpcNs: z.number(),
  clientRpcColdNs: z.number(),
  /** The client's own time for a byte that it takes in. */
  clientPerByteNs: z.number().default(0),
  /** How far the readings lie from the fit, as a share: the median of their absolute values. */
  residual: z.number(),
});

/** How a profile came about, when it was measured by `calibrate`. */
export type CostProvenance = z.infer<typeof provenanceSchema>;

const profileSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  provenance: provenanceSchema.optional(),
  constants: z.record(z.string(), constantSchema),
});

/**
 * Reads a profile from YAML text.
 * @throws UserError that names every constant that is missing, unknown or in another unit.
 */
export function parseCostProfile(file: string, text: string): CostProfile {
  const parsed = profileSchema.safeParse(parse(text));
  if (!parsed.success) {
    throw new UserError(
      parsed.error.issues.map((issue) => ({
        file,
        path: issue.path.join("."),
        message: issue.message,
      })),
    );
  }
  const { name, description, constants, provenance } = parsed.data;
  const problems: { file: string; path: string; message: string }[] = [];
  for (const key of Object.keys(constants)) {
    if (key in COST_UNITS) continue;
    problems.push({ file, path: `constants.${key}`, message: "unknown cost constant" });
  }
  const values: Partial<Record<CostName, number>> = {};
  const list: CostConstant[] = [];
  for (const [key, unit] of Object.entries(COST_UNITS)) {
    const constant = constants[key];
    if (constant === undefined) {
      problems.push({ file, path: `constants.${key}`, message: "missing cost constant" });
    } else if (constant.unit !== unit) {
      const message = `unit is "${constant.unit}", must be "${unit}"`;
      problems.push({ file, path: `constants.${key}.unit`, message });
    } else {
      values[key as CostName] = constant.value;
      list.push({ name: key, ...constant });
    }
  }
  if (problems.length > 0) throw new UserError(problems);
  return {
    name,
    description,
    values: values as Record<CostName, number>,
    constants: list,
    ...(provenance === undefined ? {} : { provenance }),
  };
}
