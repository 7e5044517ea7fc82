/**
 * Incidents as drafts without a name, and as the timeline of a scenario: in order of time, within the window, named
 * after their line. Exactly what loading the rendered scenario gives, so that a case and its file are the same.
 */
import type { Incident } from "../scenario/incident.js";
import { incidentName } from "../scenario/resolve-incidents.js";
import { MS } from "./draw.js";

type WithoutName<T> = T extends unknown ? Omit<T, "name"> : never;

/** An incident before it has its place in a timeline. */
export type IncidentDraft = WithoutName<Incident>;

/** The timeline of these drafts; what lies beyond the window moves to its end. */
export function timelineOf(
  drafts: readonly IncidentDraft[],
  durationNs: number,
): readonly Incident[] {
  const lastNs = durationNs - MS;
  return drafts
    .map((draft) => ({ ...draft, atNs: Math.min(lastNs, Math.max(0, draft.atNs)) }))
    .sort((a, b) => a.atNs - b.atNs)
    .map((draft, index): Incident => ({ ...draft, name: nameOf(draft, index + 1) }));
}

/** When it is over; a moment's incident at once. Restarted processes count as back after their downtime. */
export function endNs(incident: IncidentDraft): number {
  if ("forNs" in incident) return incident.atNs + incident.forNs;
  if ("downtimeNs" in incident) return incident.atNs + incident.downtimeNs;
  if ("overNs" in incident) return incident.atNs + incident.overNs;
  return incident.atNs;
}

function nameOf(draft: IncidentDraft, line: number): string {
  if ("between" in draft) return incidentName(line, draft.what, { between: draft.between });
  return incidentName(line, draft.what, { clusters: draft.clusters });
}
