/**
 * Ways to make the timeline of a scenario simpler: fewer incidents, in fewer clusters, shorter, at round times.
 * Each gives candidates, the boldest first; every candidate is a valid scenario.
 */
import type { Incident } from "../scenario/incident.js";
import type { Scenario } from "../scenario/scenario.js";
import { MS, S } from "./draw.js";
import { lower, withIncidents, type Step } from "./shrink-steps.js";
import type { IncidentDraft } from "./timeline.js";

/** Fewer incidents first, then simpler ones. */
export const simplerIncidents: readonly Step[] = [
  fewerIncidents,
  earlierIncidents,
  closerIncidents,
  plainIncidents,
];

function* fewerIncidents(scenario: Scenario): Iterable<Scenario> {
  const { incidents } = scenario;
  for (let size = incidents.length; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < incidents.length; at += size) {
      yield withIncidents(scenario, incidents.toSpliced(at, size));
    }
  }
}

/** The whole timeline moves to the start of the window. */
function* earlierIncidents(scenario: Scenario): Iterable<Scenario> {
  const { incidents } = scenario;
  const firstNs = incidents[0]?.atNs ?? 0;
  for (const keptNs of [0, S]) {
    const shiftNs = firstNs - keptNs;
    if (shiftNs <= 0) continue;
    yield withIncidents(
      scenario,
      incidents.map((one) => ({ ...one, atNs: one.atNs - shiftNs })),
    );
  }
}

/** All that follows an incident comes sooner after it, so that what waits for it does too. */
function* closerIncidents(scenario: Scenario): Iterable<Scenario> {
  const { incidents } = scenario;
  for (const [index, { atNs }] of incidents.entries()) {
    const gapNs = atNs - (incidents[index - 1]?.atNs ?? atNs);
    for (const keptNs of new Set([0, S, Math.floor(gapNs / 2 / MS) * MS])) {
      const shiftNs = gapNs - keptNs;
      if (shiftNs <= 0) continue;
      const closer = incidents.map((one, at) =>
        at < index ? one : { ...one, atNs: one.atNs - shiftNs },
      );
      yield withIncidents(scenario, closer);
    }
  }
}

function* plainIncidents(scenario: Scenario): Iterable<Scenario> {
  const { incidents } = scenario;
  for (const [index, incident] of incidents.entries()) {
    for (const draft of simpler(incident)) {
      const drafts: readonly IncidentDraft[] = incidents;
      yield withIncidents(scenario, drafts.with(index, draft));
    }
  }
}

function* simpler(incident: Incident): Iterable<IncidentDraft> {
  if ("clusters" in incident && incident.clusters.length > 1) {
    for (const name of incident.clusters) yield { ...incident, clusters: [name] };
  }
  for (const atNs of rounder(incident.atNs)) yield { ...incident, atNs };
  if ("forNs" in incident) {
    for (const forNs of shorter(incident.forNs)) yield { ...incident, forNs };
  }
  if ("downtimeNs" in incident && incident.downtimeNs !== 2 * S) {
    yield { ...incident, downtimeNs: 2 * S };
    for (const downtimeNs of rounder(incident.downtimeNs)) yield { ...incident, downtimeNs };
  }
  switch (incident.what) {
    case "agents-restart":
      if (incident.waves !== undefined) yield { ...incident, waves: undefined };
      if (incident.jitterNs > 0) yield { ...incident, jitterNs: 0 };
      if (!("count" in incident.agents)) yield { ...incident, agents: { count: 1 } };
      else if (incident.agents.count > 1) yield { ...incident, agents: { count: 1 } };
      return;
    case "link-degraded":
      if (incident.loss > 0) yield { ...incident, loss: 0 };
      if (incident.bandwidthBps !== undefined) yield { ...incident, bandwidthBps: undefined };
      if (incident.rttNs !== undefined) yield { ...incident, rttNs: undefined };
      return;
    case "churn-burst":
      if (incident.burst !== "rollout") yield { ...incident, burst: "rollout" };
      for (const objects of lower(incident.objects)) {
        if (objects > 0) yield { ...incident, objects };
      }
      for (const overNs of shorter(incident.overNs)) yield { ...incident, overNs };
      return;
    default:
  }
}

/** Halves, and rounder times. */
function shorter(ns: number): readonly number[] {
  const halfNs = Math.max(1, Math.floor(ns / 2 / MS)) * MS;
  return [...new Set([halfNs, ...rounder(ns)])].filter((one) => one > 0 && one < ns);
}

/** The same time with less digits, down to none that is not zero. */
function rounder(ns: number): readonly number[] {
  const units = [60 * S, 10 * S, S, 100 * MS, 10 * MS];
  const rounded = units.map((unit) => Math.floor(ns / unit) * unit);
  return [...new Set(rounded)].filter((one) => one > 0 && one < ns);
}
