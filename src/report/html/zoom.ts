/**
 * Makes the charts over time of a page ones that can be cut to a stretch of time: their axes follow a parameter `range`,
 * and a drag over a panel is a selection that the page's script turns into it (behaviour.ts).
 * Not part of the chart's own file: elsewhere nobody would set the parameter.
 */
import type { Json, JsonObject } from "../charts/chart.js";

/** The parameter that holds [from, to], or null for the whole axis. */
export const RANGE = "range";
/** The selection that a drag makes. */
export const BRUSH = "brush";

/** The specification with the parameter; one that is not over time as it is. */
export function withZoom(spec: JsonObject): JsonObject {
  const panels = spec["vconcat"];
  if (!Array.isArray(panels) || !(panels as readonly JsonObject[]).some(holdsTime)) return spec;
  const views: string[] = [];
  const vconcat = (panels as readonly JsonObject[]).map((panel) => zoomable(panel, views));
  const brush = { name: BRUSH, select: { type: "interval", encodings: ["x"] }, views };
  return { ...spec, params: [{ name: RANGE, value: null }, brush], vconcat };
}

/** Whether a panel draws values over `t`. */
function holdsTime(view: JsonObject): boolean {
  if ((view["encoding"] as JsonObject | undefined)?.["x"] !== undefined && isTimed(view))
    return true;
  const { layer } = view;
  return Array.isArray(layer) && (layer as readonly JsonObject[]).some(holdsTime);
}

function isTimed(view: JsonObject): boolean {
  const x = (view["encoding"] as JsonObject)["x"] as JsonObject;
  return x["field"] === "t";
}

function zoomable(view: JsonObject, views: string[]): JsonObject {
  const { layer, encoding, mark } = view;
  const changed: Record<string, Json> = { ...view };
  if (Array.isArray(layer)) {
    changed["layer"] = (layer as readonly JsonObject[]).map((one) => zoomable(one, views));
  }
  const x = (encoding as JsonObject | undefined)?.["x"];
  if (typeof x !== "object" || x === null || mark === undefined) return changed;
  const { scale } = x as JsonObject;
  if (typeof scale !== "object" || scale === null) return changed;
  const followed = { ...(scale as JsonObject), domainRaw: { expr: RANGE } };
  changed["encoding"] = {
    ...(encoding as JsonObject),
    x: { ...(x as JsonObject), scale: followed },
  };
  const drawn: JsonObject = typeof mark === "string" ? { type: mark } : (mark as JsonObject);
  // What stands beside the plot cannot be clipped to it: it goes when its time is out of the stretch.
  if (drawn["clip"] === false) {
    const field = JSON.stringify((x as JsonObject)["field"]);
    const shown = `${RANGE} === null || inrange(datum[${field}], ${RANGE})`;
    changed["transform"] = [{ filter: shown }];
  } else {
    changed["mark"] = { ...drawn, clip: true };
  }
  if (isTimed(view)) {
    const name = `panel-${views.length}`;
    views.push(name);
    changed["name"] = name;
  }
  return changed;
}
