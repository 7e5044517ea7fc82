/** `explain FIELD`: what a field means, its type, limits and default, from the schema. */
import type { JsonSchema } from "./json-schema.js";
import { didYouMean } from "./nearest.js";
import { fieldsOf, knownKeys, schemaAt } from "./schema-walk.js";
import { UserError } from "./user-error.js";

/**
 * Explains a field such as `spec.mesh.endpointsQPS`; `mesh.endpointsQPS` is understood too.
 * @throws UserError with the nearest spelling.
 */
export function explainField(field: string): string {
  const steps = field.split(".").filter((step) => step !== "");
  for (const path of [steps, ["spec", ...steps]]) {
    const schema = schemaAt(path);
    if (schema !== undefined && steps.length > 0) return render(path.join("."), schema);
  }
  const parent = steps.slice(0, -1);
  const last = steps[steps.length - 1] ?? "";
  const known = [...knownKeys(parent), ...knownKeys(["spec", ...parent])];
  const near = didYouMean(last, known);
  const hint = near === "" ? "; `explain spec` shows the fields" : near;
  throw new UserError([{ file: "explain", path: field, message: `unknown field${hint}` }]);
}

/** One line on the type and the allowed values. */
export function typeLine(schema: JsonSchema): string {
  if (schema.const !== undefined) return `always ${String(schema.const)}`;
  if (schema.enum !== undefined) return `one of ${schema.enum.map(String).join(", ")}`;
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeLine).join(", or ");
  const { type = "value", minimum, maximum } = schema;
  if (type === "array") return "list";
  if (type === "object") return "mapping of fields";
  const names: Readonly<Record<string, string>> = {
    integer: "whole number",
    number: "number",
    string: "text",
    boolean: "true or false",
  };
  const name = [type]
    .flat()
    .map((one) => names[one] ?? one)
    .join(" or ");
  return minimum === undefined ? name : `${name}, ${figure(minimum)} to ${figure(maximum)}`;
}

/** The default as it would be written, or undefined. */
export function defaultText(schema: JsonSchema): string | undefined {
  const value = schema.default;
  if (value === undefined || value === "" || typeof value === "object") return undefined;
  return String(value);
}

function figure(value: number | undefined): string {
  return value === undefined ? "" : value.toLocaleString("en-US");
}

function render(path: string, schema: JsonSchema): string {
  const lines = [`FIELD    ${path}`, `TYPE     ${typeLine(schema)}`];
  const byDefault = defaultText(schema);
  if (byDefault !== undefined) lines.push(`DEFAULT  ${byDefault}`);
  lines.push("", schema.description ?? "");
  const fields = Object.entries(fieldsOf(schema.items ?? schema));
  if (fields.length > 0) {
    const width = Math.max(...fields.map(([name]) => name.length));
    lines.push("", "FIELDS");
    for (const [name, field] of fields) {
      lines.push(`  ${name.padEnd(width)}  ${field.description ?? ""}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
