/**
 * The reference page of incidents, from the scenario's schema, the fields that each kind takes, and the guide. Defaults
 * are read off: a line with only the fields that it needs is resolved and written out, so they cannot go stale.
 */
import { stringify } from "yaml";
import { defaultText, typeLine } from "../scenario/explain.js";
import { INCIDENT_GUIDE } from "../scenario/incident-guide.js";
import type { IncidentKeys } from "../scenario/incident-schema.js";
import { INCIDENT_KINDS, type IncidentKind } from "../scenario/incident.js";
import { scenarioJsonSchema, type JsonSchema } from "../scenario/json-schema.js";
import { renderIncident } from "../scenario/render-incident.js";
import { INCIDENT_FIELDS, resolveIncidents } from "../scenario/resolve-incidents.js";
import { fieldsOf } from "../scenario/schema-walk.js";

/** Markdown. */
export function incidentReference(note: string): string {
  const fields = fieldSchemas();
  return [
    note,
    "# Incidents",
    "",
    "`spec.incidents` is a diary of what goes wrong. Each entry says when (`at`, from the start of the measured window), what, and where; entries may come in any order and overlap. They happen in both topologies at the same moment of the window.",
    "",
    "```yaml",
    "spec:",
    "  incidents:",
    ...exampleLines(["etcd-restart", "partition"]),
    "```",
    "",
    "A report names an incident by its place in the list: `2 partition cluster-001 and cluster-002`. For each it tells who was hit, how long until every client was in sync again, how old data in use became, peak load, traffic between clusters, and latency before, during and after; the metrics are those that `list metrics` shows under `incident_`. An incident has *ended* when the disturbance itself is over, and is *recovered from* when every client that should run is in sync and no writer has a backlog; what is not over within the window and its drain says so. How that is told apart: [background/protocol.md](../background/protocol.md).",
    "",
    "`cluster` or `clusters` name where it happens; without them it is every cluster that is not mocked. Mocked clusters take no part in incidents.",
    "",
    "| kind | what it is |",
    "| --- | --- |",
    ...INCIDENT_KINDS.map((kind) => `| [\`${kind}\`](#${kind}) | ${INCIDENT_GUIDE[kind].title} |`),
    "",
    ...INCIDENT_KINDS.flatMap((kind) => section(kind, fields)),
  ].join("\n");
}

function section(kind: IncidentKind, schemas: Readonly<Record<string, JsonSchema>>) {
  const { title, does, ends, example } = INCIDENT_GUIDE[kind];
  const { needs = [], may = [] } = INCIDENT_FIELDS[kind];
  const defaults = defaultsOf(kind);
  const rows = [...needs, ...may].map((field) => {
    const schema = schemas[field];
    const byDefault = needs.includes(field) ? "*needed*" : (defaults[field] ?? "");
    const type = schema === undefined ? "" : typeLine(schema);
    return `| \`${field}\` | ${type} | ${byDefault} | ${meaning(kind, schema)} |`.replaceAll(
      / {2,}/g,
      " ",
    );
  });
  return [
    `## ${kind}`,
    "",
    `**${title}.** ${does}`,
    "",
    `Ended ${ends}.`,
    "",
    "| field | type | default | meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    "```yaml",
    ...asItem(example),
    "```",
    "",
  ];
}

/** Defaults of the fields that a kind may have, as they are written in a scenario. */
function defaultsOf(kind: IncidentKind): Readonly<Record<string, string>> {
  const { needs = [] } = INCIDENT_FIELDS[kind];
  const { example } = INCIDENT_GUIDE[kind];
  const least = Object.fromEntries(
    Object.entries(example).filter(
      ([field]) => field === "at" || field === "what" || needs.some((needed) => needed === field),
    ),
  ) as IncidentKeys;
  const [incident] = resolveIncidents([least], PLACES).incidents;
  if (incident === undefined) throw new Error(`incident guide: the example of ${kind} is refused`);
  const defaults = Object.entries(renderIncident(incident)).flatMap(([field, value]) => {
    if (field in least || field === "clusters" || field === "cluster") return [];
    return [[field, `\`${String(value)}\``] as const];
  });
  return { ...Object.fromEntries(defaults), clusters: "all that are not mocked" };
}

/** Where the examples of the guide happen. */
const PLACES = {
  groups: [
    {
      name: "main",
      clusters: 3,
      firstClusterID: 1,
      nodes: 10,
      agents: 10,
      identities: 10,
      endpoints: 100,
      services: 1,
      nodesQPS: 0,
      identitiesQPS: 0,
      endpointsQPS: 0,
      servicesQPS: 0,
      ipv6: false,
      encryption: "disabled",
      region: "default",
      mocked: false,
    },
  ],
  regions: ["default"],
  durationNs: 3600e9,
} as const;

/** The schemas of an incident's fields, by name. */
function fieldSchemas(): Readonly<Record<string, JsonSchema>> {
  let schema: JsonSchema | undefined = scenarioJsonSchema();
  for (const field of ["spec", "incidents"]) {
    if (schema !== undefined) schema = fieldsOf(schema)[field];
  }
  if (schema?.items === undefined) throw new Error("the schema has no spec.incidents");
  return fieldsOf(schema.items);
}

/** What a field means for this kind, without saying for which kinds it is: that is where it stands. */
function meaning(kind: IncidentKind, schema: JsonSchema | undefined): string {
  const text = (schema?.description ?? "").replace(/ Default: .*$/, "");
  const kinds = /^([a-z-]+(?:, [a-z-]+)*): /.exec(text)?.[0] ?? "";
  // "From one wave to the next (agents-restart), from one cluster to the next (mesh-upgrade)."
  const parts = text.slice(kinds.length).split(/(?<=\)),? /);
  const own = parts.find((part) => part.includes(`(${kind})`))?.replace(/ \([a-z-]+\)\.?$/, ".");
  const said = own ?? text.slice(kinds.length);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

function exampleLines(kinds: readonly IncidentKind[]): readonly string[] {
  return kinds.flatMap((kind) => asItem(INCIDENT_GUIDE[kind].example).map((line) => `    ${line}`));
}

/** One entry of the list, in block style. */
function asItem(example: IncidentKeys): readonly string[] {
  const text = stringify([example], { lineWidth: 0 }).trimEnd();
  return text.split("\n");
}
