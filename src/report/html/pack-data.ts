/**
 * Data of charts for the page, column by column instead of row by row: the names of fields stand once, and a text that
 * many rows share once with its count. It makes the page a third smaller; UNPACK_SCRIPT brings the rows back.
 * Not compression: the text stays readable, and nothing but plain JSON is needed.
 */
import type { Json, JsonObject } from "../charts/chart.js";

/** The key of a packed list. No specification has it: Vega-Lite's own keys are words. */
const PACKED = "~";
/** Shorter lists are not worth it. */
const LEAST_ROWS = 8;

/** The value with every long list of like rows packed. */
export function packData(value: Json): Json {
  if (Array.isArray(value)) {
    const rows = value as readonly Json[];
    const keys = likeKeys(rows);
    if (keys === undefined) return rows.map(packData);
    const columns = keys.map((key) =>
      packColumn(rows.map((row) => (row as JsonObject)[key] ?? null)),
    );
    return { [PACKED]: [keys, columns] };
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(entries.map(([key, inner]) => [key, packData(inner)]));
}

/** The keys of all rows, when they have the same ones and hold no lists or objects. */
function likeKeys(rows: readonly Json[]): readonly string[] | undefined {
  const [first] = rows;
  if (rows.length < LEAST_ROWS || !isPlain(first)) return undefined;
  const keys = Object.keys(first);
  const text = keys.join("\n");
  const alike = rows.every((row) => isPlain(row) && Object.keys(row).join("\n") === text);
  return alike ? keys : undefined;
}

function isPlain(row: Json | undefined): row is JsonObject {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return false;
  return Object.values(row).every((value) => typeof value !== "object" || value === null);
}

/** A list of values, or of [value, count] where that is shorter. */
function packColumn(values: readonly Json[]): Json {
  const runs: [Json, number][] = [];
  for (const value of values) {
    const last = runs[runs.length - 1];
    if (last?.[0] === value) last[1] += 1;
    else runs.push([value, 1]);
  }
  return runs.length * 2 < values.length ? { runs } : values;
}

/** Brings rows back; a function of browser JavaScript as text. */
export const UNPACK_SCRIPT = `
  const column = (packed) => packed.runs ? packed.runs.flatMap(([value, count]) => Array(count).fill(value)) : packed;
  const unpack = (value) => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(unpack);
    const packed = value["${PACKED}"];
    if (!packed) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner)]));
    const columns = packed[1].map(column);
    return columns[0].map((_, row) => Object.fromEntries(packed[0].map((key, at) => [key, columns[at][row]])));
  };
`;
