/**
 * Writes a cost profile: the constants that were measured, with their spread, and those of the prior profile that could
 * not be, marked as such, and at the top on what machine and etcd it was made.
 */
import { stringify } from "yaml";
import {
  COST_UNITS,
  parseCostProfile,
  type CostName,
  type CostProfile,
  type CostProvenance,
} from "../../../models/etcd/costs.js";
import type { CostConstant } from "../../measure/documents.js";
import type { Spread } from "./fit.js";

/** A profile, and the file that holds it. */
export interface ProfileText {
  readonly profile: CostProfile;
  readonly yaml: string;
}

export interface MeasuredProfile {
  readonly name: string;
  readonly prior: CostProfile;
  readonly spreads: ReadonlyMap<CostName, Spread>;
  readonly provenance: CostProvenance;
}

const DIGITS = 4;

/** Joins measured constants and priors. The text is read back, so that what is written is what can be used. */
export function measuredProfile(measured: MeasuredProfile): ProfileText {
  const { name, prior, spreads, provenance } = measured;
  const constants: Record<string, Omit<CostConstant, "name">> = {};
  for (const key of Object.keys(COST_UNITS) as CostName[]) {
    const before = prior.constants.find((constant) => constant.name === key);
    const spread = spreads.get(key);
    const unit = COST_UNITS[key];
    if (before === undefined) continue;
    const { meaning } = before;
    if (spread === undefined) {
      const { value, confidence } = before;
      const source = `Not measured here; kept from ${prior.name}. ${before.source}`;
      constants[key] = { value, unit, confidence, meaning, source };
      continue;
    }
    constants[key] = {
      value: rounded(spread.value),
      unit,
      confidence: "measured",
      meaning,
      source: sourceOf(provenance),
      interval: [rounded(spread.low), rounded(spread.high)],
    };
  }
  const description = `Measured by \`calibrate --${provenance.mode}\` on etcd ${provenance.etcd} (${provenance.storage}), ${provenance.cpu}; ${spreads.size} of ${Object.keys(COST_UNITS).length} constants, the others kept from ${prior.name}.`;
  const yaml = stringify({ name, description, provenance, constants }, { lineWidth: 0 });
  return { profile: parseCostProfile(`${name}.yaml`, yaml), yaml };
}

function sourceOf({ date, etcd, cpu, rounds }: CostProvenance): string {
  return `calibrate, ${date.slice(0, 10)}, etcd ${etcd}, ${cpu}; median, lowest and highest of ${rounds} rounds.`;
}

function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(DIGITS));
}
