/** An incident as the line of the scenario file that it comes from, every field written out. */
import type { AgentsRestart, Incident } from "./incident.js";
import { formatBandwidth, formatDuration } from "./units.js";

type Line = Readonly<Record<string, unknown>>;

/** The mapping that stands for this incident under `spec.incidents`. */
export function renderIncident(incident: Incident): Line {
  const { what } = incident;
  const common: Line = {
    at: formatDuration(incident.atNs),
    what,
    ...("clusters" in incident ? place(incident.clusters) : { between: incident.between }),
    ...("forNs" in incident ? { for: formatDuration(incident.forNs) } : {}),
    ...("downtimeNs" in incident ? { downtime: formatDuration(incident.downtimeNs) } : {}),
  };
  switch (what) {
    case "agents-restart":
      return {
        ...common,
        agents: amount(incident.agents),
        jitter: formatDuration(incident.jitterNs),
        ...waves(incident.waves),
      };
    case "mesh-upgrade": {
      const { maxUnavailable } = waves(incident.waves);
      return { ...common, maxUnavailable, every: formatDuration(incident.everyNs) };
    }
    case "writer-hung":
    case "process-paused":
      return { ...common, process: incident.process };
    case "link-degraded":
      return {
        ...common,
        ...(incident.rttNs === undefined ? {} : { rtt: formatDuration(incident.rttNs) }),
        ...(incident.bandwidthBps === undefined
          ? {}
          : { bandwidth: formatBandwidth(incident.bandwidthBps) }),
        loss: percent(incident.loss),
      };
    case "slow-disk":
      return { ...common, factor: incident.factor };
    case "cpu-squeezed":
      return { ...common, cores: incident.cores };
    case "churn-burst": {
      const { burst, objects, overNs } = incident;
      return { ...common, burst, objects, over: formatDuration(overNs) };
    }
    default:
      return common;
  }
}

function place(clusters: readonly string[]): Line {
  const [only] = clusters;
  return clusters.length === 1 ? { cluster: only } : { clusters };
}

function amount(agents: AgentsRestart["agents"]): number | string {
  return "count" in agents ? agents.count : percent(agents.fraction);
}

function waves(given: AgentsRestart["waves"]): {
  maxUnavailable?: number | string;
  every?: string;
} {
  if (given === undefined) return {};
  return { maxUnavailable: amount(given.size), every: formatDuration(given.everyNs) };
}

/** Twelve digits are more than a share needs, and hide the error of binary fractions. */
function percent(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(12))}%`;
}
