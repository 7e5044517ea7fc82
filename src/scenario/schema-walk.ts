/** Finds a field's place in the schema by its path in a document. */
import { scenarioJsonSchema, type JsonSchema } from "./json-schema.js";
import type { Step } from "./layers.js";

let root: JsonSchema | undefined;

/** The schema at a path, or undefined. List items may be addressed by number or left out. */
export function schemaAt(path: readonly Step[]): JsonSchema | undefined {
  root ??= scenarioJsonSchema();
  let at: JsonSchema | undefined = root;
  for (const step of path) {
    if (at?.items !== undefined && typeof step !== "number") at = at.items;
    at = typeof step === "number" ? at?.items : fieldsOf(at)[step];
  }
  return at;
}

/** Names of the fields that are allowed at a path. */
export function knownKeys(path: readonly Step[]): readonly string[] {
  const at = schemaAt(path);
  return Object.keys(fieldsOf(at?.items ?? at));
}

/** The fields of an object, or of all forms that it may have. */
export function fieldsOf(schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> {
  if (schema?.properties !== undefined) return schema.properties;
  const forms = schema?.anyOf ?? [];
  return Object.fromEntries(forms.flatMap((form) => Object.entries(fieldsOf(form))));
}
