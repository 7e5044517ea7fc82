/**
 * The fields of the explorer's form: which settings of a scenario it offers, where they stand in the scenario file, and
 * between which values its sliders move. Meaning and limits are those of the scenario's schema; what is not offered here
 * can be set as a line `path=value`. Not here: drawing the form (browser/form.ts).
 */
import { CILIUM_VERSION_NAMES } from "../scenario/schema.js";
import { schemaAt } from "../scenario/schema-walk.js";
import type { ClusterGroup, Scenario } from "../scenario/scenario.js";
import { formatDuration } from "../scenario/units.js";

interface Common {
  /** Place in the scenario file. */
  readonly path: string;
  readonly label: string;
  /** What it means, from the schema. */
  readonly help: string;
  /** The value now, as it would be written in the file. */
  readonly value: string;
}

/** A number with a slider, whose steps grow with the value. */
export interface NumberField extends Common {
  readonly kind: "number";
  /** Ends of the slider; the field itself takes what the schema allows. */
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
}

export interface ChoiceField extends Common {
  readonly kind: "choice";
  readonly choices: readonly (readonly [value: string, label: string])[];
}

/** A duration such as `80ms`. */
export interface TextField extends Common {
  readonly kind: "text";
}

export type Field = NumberField | ChoiceField | TextField;

export interface FieldGroup {
  readonly title: string;
  /** Folded away at first. */
  readonly folded: boolean;
  readonly fields: readonly Field[];
}

/** The form for a scenario. `grouped`: the preset describes its mesh as groups of clusters. */
export function fieldGroups(scenario: Scenario, grouped: boolean): readonly FieldGroup[] {
  return [
    { title: "What to compare", folded: false, fields: comparisonFields(scenario) },
    ...scenario.groups.map((group, index) => ({
      title: grouped ? `Clusters: ${group.name}` : "The mesh",
      folded: index > 1,
      fields: meshFields(group, grouped ? `spec.mesh.groups.${index}` : "spec.mesh"),
    })),
    { title: "Settings of Cilium", folded: true, fields: settingFields(scenario) },
    { title: "Network", folded: true, fields: networkFields(scenario) },
    { title: "Time", folded: true, fields: timeFields(scenario) },
  ];
}

function comparisonFields(scenario: Scenario): readonly Field[] {
  const [only = "original"] = scenario.topologies;
  return [
    choice("spec.topology", "Topology", scenario.topologies.length > 1 ? "both" : only, [
      ["both", "both"],
      ["original", "original only"],
      ["kvstoremesh", "KVStoreMesh only"],
    ]),
  ];
}

/** Counts of a cluster: what it is called in the file, on the form, and where the slider ends. */
const COUNTS = [
  ["nodes", "Nodes", 5000],
  ["endpoints", "Endpoints (pods)", 50_000],
  ["identities", "Identities", 20_000],
  ["services", "Global services", 5000],
] as const;
const RATES = [
  ["endpointsQPS", "Endpoint changes per second", 20],
  ["identitiesQPS", "Identity changes per second", 5],
  ["nodesQPS", "Node changes per second", 5],
  ["servicesQPS", "Service changes per second", 5],
] as const;

function meshFields(group: ClusterGroup, path: string): readonly Field[] {
  return [
    number(`${path}.clusters`, "Clusters", group.clusters, { low: 1, high: 511 }),
    ...COUNTS.map(([key, label, high]) =>
      number(`${path}.${key}`, `${label} per cluster`, group[key], { low: 0, high }),
    ),
    ...RATES.map(([key, label, high]) =>
      number(`${path}.${key}`, label, group[key], { low: 0, high, whole: false }),
    ),
  ];
}

function settingFields(scenario: Scenario): readonly Field[] {
  const { etcd, apiserver, kvstoremesh, agent } = scenario;
  const under = "spec.clustermesh.apiserver";
  // Quoted, or YAML would read 1.20 as a number.
  const versions = CILIUM_VERSION_NAMES.map((name) => [`"${name}"`, name] as const);
  return [
    choice("spec.ciliumVersion", "Cilium", `"${scenario.ciliumVersion}"`, versions),
    choice("spec.maxConnectedClusters", "Clusters at most", String(scenario.maxConnectedClusters), [
      ["255", "255"],
      ["511", "511"],
    ]),
    number(`${under}.kvstoremesh.qps`, "kvstoremesh: writes per second", kvstoremesh.qps, {
      low: 1,
      high: 5000,
    }),
    number(`${under}.etcd.qps`, "apiserver: writes per second", apiserver.qps, {
      low: 1,
      high: 5000,
    }),
    number("spec.clustermesh.agent.qps", "agents: requests per second", agent.qps, {
      low: 1,
      high: 1000,
    }),
    number(`${under}.replicas`, "clustermesh-apiserver replicas", scenario.replicas, {
      low: 1,
      high: 5,
    }),
    number(`${under}.etcd.cores`, "Cores of each etcd", etcd.cores, { low: 1, high: 64 }),
    choice(`${under}.etcd.storageMedium`, "Storage of etcd", etcd.storageMedium, [
      ["Disk", "disk"],
      ["Memory", "memory"],
    ]),
  ];
}

function networkFields({ network }: Scenario): readonly Field[] {
  const { intraRegion, interRegion, regions } = network;
  const within = text(
    "spec.network.intraRegion.rtt",
    "Round trip between clusters",
    formatDuration(intraRegion.rttNs),
  );
  if (regions.length < 2) return [within];
  return [
    { ...within, label: "Round trip within a region" },
    text(
      "spec.network.interRegion.rtt",
      "Round trip between regions",
      formatDuration(interRegion.rttNs),
    ),
  ];
}

function timeFields({ timeline }: Scenario): readonly Field[] {
  return [
    text("spec.simulation.warmup", "Warm-up", formatDuration(timeline.warmupNs)),
    text("spec.simulation.duration", "Measured time", formatDuration(timeline.durationNs)),
  ];
}

function number(
  path: string,
  label: string,
  value: number,
  ends: { readonly low: number; readonly high: number; readonly whole?: boolean },
): NumberField {
  return {
    kind: "number",
    path,
    label,
    help: helpOf(path),
    value: String(value),
    whole: true,
    ...ends,
  };
}

function choice(
  path: string,
  label: string,
  value: string,
  choices: ChoiceField["choices"],
): ChoiceField {
  return { kind: "choice", path, label, help: helpOf(path), value, choices };
}

function text(path: string, label: string, value: string): TextField {
  return { kind: "text", path, label, help: helpOf(path), value };
}

function helpOf(path: string): string {
  const steps = path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return schemaAt(steps)?.description ?? "";
}

/** Place 0..1 of a value on a slider: even steps on a logarithmic scale, so that 3 and 300 are as easy to set. */
export function sliderPlace({ low, high }: NumberField, value: number): number {
  const clipped = Math.min(high, Math.max(low, value));
  return (
    Math.log1p((clipped - low) * bendOf(high, low)) / Math.log1p((high - low) * bendOf(high, low))
  );
}

/** The value at a place of a slider, in two significant digits. */
export function sliderValue(field: NumberField, place: number): number {
  const { low, high, whole } = field;
  const bend = bendOf(high, low);
  const value = low + Math.expm1(place * Math.log1p((high - low) * bend)) / bend;
  const rounded = Number(value.toPrecision(2));
  if (place >= 1) return high;
  return whole ? Math.max(low, Math.round(rounded)) : rounded;
}

/** How much finer a slider is at its low end: whole numbers start with steps of one. */
function bendOf(high: number, low: number): number {
  return high - low > 100 ? 1 : 10;
}
