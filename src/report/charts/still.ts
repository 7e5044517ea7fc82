/**
 * A specification without the words of its marks: those that appear under a pointer, and those for screen readers. Vega
 * makes them mark by mark, and a picture that stands in an element with words of its own shows neither.
 * Not for charts/NAME.svg, which has nothing around it, nor for what the page draws itself, which has a pointer.
 */
import type { Json, JsonObject } from "./chart.js";

const LISTS_OF_VIEWS = ["layer", "vconcat", "hconcat", "concat"];

/** The specification that draws the same marks without words; data stay as they are. */
export function stillSpec(spec: JsonObject): JsonObject {
  const config = { ...(spec["config"] as JsonObject | undefined), aria: false };
  return { ...stillView(spec), config };
}

function stillView(view: JsonObject): JsonObject {
  const entries = Object.entries(view).map(([key, value]): [string, Json] => {
    if (key === "encoding") return [key, withoutTooltip(value as JsonObject)];
    if (key === "spec") return [key, stillView(value as JsonObject)];
    if (LISTS_OF_VIEWS.includes(key)) {
      return [key, (value as readonly JsonObject[]).map(stillView)];
    }
    return [key, value];
  });
  return Object.fromEntries(entries);
}

function withoutTooltip(encoding: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(encoding).filter(([channel]) => channel !== "tooltip"));
}
