/** The JSON Schema of a scenario file, for editors. Generated from the zod schema, so the two cannot differ. */
import { z } from "zod";
import { scenarioSchema } from "./schema.js";

type Scalar = string | number | boolean;
type Json = Scalar | readonly Json[] | { readonly [key: string]: Json };

/** A part of a JSON Schema, as far as this project reads it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: Json;
  readonly enum?: readonly Scalar[];
  readonly const?: Scalar;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Where editors find the committed copy. */
export const SCHEMA_ID = "clustermesh-sim/scenario.schema.json";

export function scenarioJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(scenarioSchema, { io: "input", target: "draft-2020-12" });
  return { $id: SCHEMA_ID, title: "clustermesh-sim scenario", ...schema } as JsonSchema;
}
