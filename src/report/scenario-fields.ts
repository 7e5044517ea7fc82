/**
 * Every field of a scenario with its value, its default and its meaning, as tables. The fields are those of the YAML
 * that runs again, the defaults and meanings those of the schema, so neither can be forgotten.
 * Not the file that the user wrote: a field that was set to its default counts as default.
 */
import { parse } from "yaml";
import { renderScenario } from "../scenario/render.js";
import type { Scenario } from "../scenario/scenario.js";
import { defaultText, typeLine } from "../scenario/explain.js";
import { schemaAt } from "../scenario/schema-walk.js";
import {
  BANDWIDTH_PATTERN,
  bandwidthBps,
  DURATION_PATTERN,
  durationNs,
  SIZE_PATTERN,
  sizeBytes,
} from "../scenario/units.js";
import type { Table } from "./tables.js";

/** One field that has a single value. */
export interface ScenarioField {
  readonly path: string;
  readonly value: string;
  /** Absent: the schema names none, and the value follows from the mesh. */
  readonly byDefault?: string;
  readonly changed: boolean;
  readonly meaning: string;
}

/** What a group of clusters says of itself is a default of the mesh where it says nothing. */
const GROUP = /^spec\.mesh\.groups\.\d+\./;
/** A setting that is absent by default: its description says what that means. */
const DEFAULT_WORD = /Default: ([\w-]+)\.$/;
/** Lists that a table of fields could not show; the YAML does. */
const LEFT_OUT = new Set(["spec.incidents", "spec.slos", "spec.network.links"]);

/** All fields, in the order of the file. */
export function scenarioFields(scenario: Scenario): readonly ScenarioField[] {
  const { spec } = parse(renderScenario(scenario)) as { readonly spec: unknown };
  return leaves("spec", spec).map(([path, found]) => {
    const value = typeof found === "string" ? found : JSON.stringify(found);
    const steps = path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    const schema = schemaAt(steps);
    const mesh = GROUP.test(path)
      ? schemaAt(path.replace(GROUP, "spec.mesh.").split("."))
      : undefined;
    const around = schemaAt(steps.slice(0, -1));
    const byDefault =
      (schema === undefined ? undefined : defaultText(schema)) ??
      (mesh === undefined ? undefined : defaultText(mesh)) ??
      DEFAULT_WORD.exec(schema?.description ?? "")?.[1] ??
      // A setting that is one word by default, and may be a mapping.
      (around === undefined ? undefined : defaultText(around));
    const meaning = schema?.description ?? mesh?.description ?? (schema ? typeLine(schema) : "");
    return {
      path,
      value,
      ...(byDefault === undefined ? {} : { byDefault }),
      changed: byDefault !== undefined && !isSame(value, byDefault),
      meaning,
    };
  });
}

/** The fields as a table; `changed` alone gives those that differ from their default. */
export function fieldsTable(
  fields: readonly ScenarioField[],
  parts: { readonly name: string; readonly caption: string },
): Table {
  return {
    ...parts,
    columns: ["Field", "value", "default", "meaning"],
    rows: fields.map(({ path, value, byDefault, meaning }) => [
      { text: "", code: path },
      { text: value },
      { text: byDefault ?? "–" },
      { text: meaning },
    ]),
  };
}

function leaves(path: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (LEFT_OUT.has(path)) return [];
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner));
}

/** 60s and 1m are the same time, 2GiB and 2048MiB the same size. */
function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  const all = (pattern: RegExp): boolean => pattern.test(a) && pattern.test(b);
  if (all(DURATION_PATTERN)) return durationNs(a) === durationNs(b);
  if (all(BANDWIDTH_PATTERN)) return bandwidthBps(a) === bandwidthBps(b);
  if (all(SIZE_PATTERN)) return sizeBytes(a) === sizeBytes(b);
  return false;
}
