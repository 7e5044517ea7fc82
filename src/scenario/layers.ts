/**
 * The input as layers: a base document, further documents that override it, and single `--set` values. They are merged
 * into one plain object, and every place of that object can be traced back to the layer, line and column it is from.
 */
import {
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parse,
  parseDocument,
  type Document,
} from "yaml";
import { schemaAt } from "./schema-walk.js";
import { UserError, type Problem } from "./user-error.js";

/** A step into a document. */
export type Step = string | number;

export interface Source {
  readonly file: string;
  readonly text: string;
}

interface Layer {
  readonly file: string;
  readonly document: Document | undefined;
  readonly lines: LineCounter | undefined;
  readonly value: unknown;
  /** Where the layer's value belongs, for `--set` and for documents that hold only a part. */
  readonly under: readonly Step[];
}

const LONGEST_TEXT = 1024 * 1024;
const MOST_ALIASES = 100;
/** Keys that would reach into JavaScript's own objects. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** Parses one YAML document. @throws UserError for anything that is not exactly one mapping. */
export function parseLayer(source: Source, under: readonly Step[] = []): Layer {
  const { file, text } = source;
  const refuse = (message: string, line?: number, column?: number): never => {
    throw new UserError([
      { file, path: "", message, ...(line ? { line, column: column ?? 1 } : {}) },
    ]);
  };
  if (text.length > LONGEST_TEXT) refuse("is larger than 1 MiB; a scenario is a short text file");
  if (/[\0\uFFFD]/.test(text)) refuse("is not a text file in UTF-8");
  if (text.trim() === "")
    refuse("is empty; run `clustermesh-sim init` for a scenario to start from");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new UserError(
      document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        const several = error.code === "MULTIPLE_DOCS";
        const message = several ? "one document per file, please; found several" : error.message;
        return { file, line, column: col, path: "", message };
      }),
    );
  }
  if (!isMap(document.contents)) refuse("must be a mapping of fields (key: value)", 1, 1);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    refuse(`uses YAML aliases that expand to more than ${MOST_ALIASES} copies`);
  }
  return { file, document, lines, value, under };
}

/** Parses `spec.mesh.clusters=100`. */
export function parseSet(text: string): Layer {
  const at = text.indexOf("=");
  const path = text.slice(0, at).trim();
  if (at < 1 || path === "") {
    const message = `"${text}" must have the form path=value, such as spec.mesh.clusters=100`;
    throw new UserError([{ file: "--set", path: "", message }]);
  }
  const steps = path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const written = text.slice(at + 1);
  let value: unknown;
  try {
    value = parse(written, { maxAliasCount: 0 });
    // YAML reads 1.20 as the number 1.2, and a shell takes the quotes away that would prevent it.
    if (typeof value === "number" && schemaAt(steps)?.type === "string") value = written.trim();
  } catch {
    throw new UserError([{ file: "--set", path, message: "the value is not valid YAML" }]);
  }
  return { file: "--set", document: undefined, lines: undefined, value, under: steps };
}

/** All layers as one object; later ones win, lists are replaced as a whole. */
export function mergeLayers(layers: readonly Layer[]): unknown {
  let merged: unknown;
  for (const layer of layers) merged = merge(merged, wrap(layer.value, layer.under, merged));
  return merged;
}

/** A problem at a path of the merged object, placed where the offending value was written. */
export function placeProblem(
  layers: readonly Layer[],
  path: readonly Step[],
  message: string,
  key?: string,
): Problem {
  const wanted = key === undefined ? path : [...path, key];
  const layer = layers.findLast((one) => holds(one, wanted)) ?? deepest(layers, wanted);
  const shown = wanted.map(String).join(".");
  if (layer?.document === undefined || layer.lines === undefined) {
    return { file: layer?.file ?? "", path: shown, message };
  }
  const offset = offsetOf(layer.document, wanted.slice(layer.under.length), key !== undefined);
  const { line, col } = layer.lines.linePos(offset);
  return { file: layer.file, line, column: col, path: shown, message };
}

/** The layer that holds the longest part of the path. */
function deepest(layers: readonly Layer[], path: readonly Step[]): Layer | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const found = layers.findLast((one) => holds(one, path.slice(0, length)));
    if (found !== undefined) return found;
  }
  return layers[0];
}

function holds(layer: Layer, path: readonly Step[]): boolean {
  const { under } = layer;
  if (!under.every((step, i) => i >= path.length || step === path[i])) return false;
  if (path.length <= under.length) return path.length === under.length || under.length > 0;
  let value = layer.value;
  for (const step of path.slice(under.length)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Record<Step, unknown>)[step];
  }
  return true;
}

/** Where a path is written: its value, its key when that is asked for, or the nearest thing around it. */
function offsetOf(document: Document, path: readonly Step[], wantKey: boolean): number {
  const last = path[path.length - 1];
  if (last !== undefined) {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    if (isMap(parent)) {
      for (const pair of parent.items) {
        if (!isPair(pair) || !isScalar(pair.key) || pair.key.value !== last) continue;
        const node = wantKey || !isNode(pair.value) ? pair.key : pair.value;
        return node.range?.[0] ?? 0;
      }
    }
    const node: unknown = document.getIn(path, true);
    if (isNode(node) && node.range) return node.range[0];
    return offsetOf(document, path.slice(0, -1), true);
  }
  return document.contents?.range?.[0] ?? 0;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merge(base: unknown, over: unknown): unknown {
  if (!isPlain(base) || !isPlain(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (FORBIDDEN_KEYS.has(key)) continue;
    merged[key] = merge(merged[key], value);
  }
  return merged;
}

/** Puts a value at a path, inside a copy of the lists that are there already. */
function wrap(value: unknown, under: readonly Step[], existing: unknown): unknown {
  const [step, ...rest] = under;
  if (step === undefined) return value;
  const inner = isPlain(existing) || Array.isArray(existing) ? childOf(existing, step) : undefined;
  if (typeof step === "number" && Array.isArray(existing)) {
    const list: unknown[] = [...(existing as unknown[])];
    list[step] = merge(inner, wrap(value, rest, inner));
    return list;
  }
  return { [step]: wrap(value, rest, inner) };
}

function childOf(value: object, step: Step): unknown {
  return Object.hasOwn(value, step) ? (value as Record<Step, unknown>)[step] : undefined;
}

export type { Layer };
