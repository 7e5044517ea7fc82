/**
 * `import --kubectl`: lists of Kubernetes objects, as `kubectl get ... -o json` prints them, to counts per cluster. One
 * file is one cluster; several files of one cluster are joined by commas. Each file is streamed, so its size does not
 * matter to memory. What Kubernetes lists do not hold (churn, distances, settings of Cilium) is said to be missing.
 */
import { UserError } from "../../scenario/user-error.js";
import { Distribution } from "../distribution.js";
import { many, withoutId, type ClusterFacts, type Facts } from "../facts.js";
import { streamJson } from "../json-stream.js";
import { ClusterCount } from "./count.js";
import { fields, KINDS, text } from "./objects.js";

const COMMAND =
  "kubectl get ciliumnodes,ciliumidentities,ciliumendpoints,services,endpointslices -A -o json";

/** The files of one cluster. */
export type ClusterFiles = readonly string[];

/**
 * Counts the objects of each cluster.
 * @throws UserError when a file is no such list, or two clusters are the same one.
 */
export async function importKubectl(clusters: readonly ClusterFiles[]): Promise<Facts> {
  const counts: { readonly files: ClusterFiles; readonly count: ClusterCount }[] = [];
  for (const files of clusters) {
    const count = new ClusterCount();
    for (const file of files) await countFile(file, count);
    refuseTwins(counts, files, count);
    counts.push({ files, count });
  }
  const facts = withoutSharedIds(counts.map(({ count }) => count.facts()));
  const all = counts.map(({ count }) => count);
  return {
    clusters: facts,
    settings: new Map(),
    read: [counted(facts), ...distributions(all)],
    gaps: [...leftOut(all), ...missing(facts)],
  };
}

/** Fields of a document that is an object itself. Not the whole: a list would then be kept as a whole too. */
const OWN_FIELDS = ["kind", "metadata", "spec", "status", "security-labels", "endpoints"];

async function countFile(file: string, count: ClusterCount): Promise<void> {
  let isUseful = false;
  let document: Record<string, unknown> = {};
  const endDocument = (): void => {
    const kind = text(document["kind"]);
    const isObject = text(fields(document["metadata"])["name"]) !== "";
    if (isObject && !kind.endsWith("List")) count.add(document);
    isUseful ||= isObject || kind.endsWith("List");
    document = {};
  };
  const paths = ["$.items.*", ...OWN_FIELDS.map((key) => `$.${key}`)];
  await streamJson(file, paths, (value, key, depth) => {
    if (depth === 2) {
      isUseful = true;
      count.add(value, text(document["kind"]).replace(/List$/, ""));
    } else {
      // The same field again is that of the next document.
      if (Object.hasOwn(document, String(key))) endDocument();
      document[String(key)] = value;
    }
  });
  endDocument();
  if (isUseful) return;
  const message = `holds no list of Kubernetes objects; expected what this prints: ${COMMAND}`;
  throw new UserError([{ file, path: "", message }]);
}

/** Names of clusters are unique in a mesh, so equal ones mean that a cluster was given twice. */
function refuseTwins(
  earlier: readonly { readonly files: ClusterFiles; readonly count: ClusterCount }[],
  files: ClusterFiles,
  { clusterName }: ClusterCount,
): void {
  if (clusterName === "") return;
  const twin = earlier.find(({ count }) => count.clusterName === clusterName);
  if (twin === undefined) return;
  const message =
    `is of the same cluster as ${twin.files.join(",")}, by the labels of its identities; ` +
    "join files of one cluster by a comma: --kubectl A.json,B.json";
  throw new UserError([{ file: files.join(","), path: "", message }]);
}

/** Cluster IDs are worth something only if all clusters have one, and a different one. */
function withoutSharedIds(facts: readonly ClusterFacts[]): readonly ClusterFacts[] {
  const ids = new Set(facts.map(({ id }) => id));
  if (ids.size === facts.length && !ids.has(undefined)) return facts;
  return facts.map(withoutId);
}

function counted(facts: readonly ClusterFacts[]): string {
  const sum = (key: "nodes" | "identities" | "endpoints" | "services"): number =>
    facts.reduce((total, one) => total + (one[key] ?? 0), 0);
  const parts = [
    many(sum("nodes"), "node"),
    many(sum("identities"), "identity"),
    many(sum("endpoints"), "endpoint"),
    many(sum("services"), "global service"),
  ];
  return `Kubernetes objects of ${many(facts.length, "cluster")}: ${parts.join(", ")}`;
}

function distributions(all: readonly ClusterCount[]): readonly string[] {
  const rows = [
    ["Endpoints per node", "endpointsPerNode", "the model needs their sum only"],
    ["Bytes of labels per identity", "labelBytes", "the model draws 210 to 340 bytes"],
    ["Backends per global service", "backends", "the model starts with 0 to 49, mean 25"],
  ] as const;
  return rows.flatMap(([name, key, remark]) => {
    const sum = new Distribution();
    for (const one of all) sum.addAll(one[key]);
    return sum.size === 0 ? [] : [`${name}: ${sum.words()} (${remark})`];
  });
}

function leftOut(all: readonly ClusterCount[]): readonly string[] {
  const sum = (key: "duplicates" | "others" | "broken" | "withoutAddress" | "local"): number =>
    all.reduce((total, one) => total + one[key], 0);
  const rows = [
    [sum("broken"), "entry", "without a name passed over"],
    [sum("duplicates"), "object", "given twice and counted once"],
    [sum("withoutAddress"), "endpoint", "without an address not counted, as they are not exported"],
    [sum("local"), "service", "not global, or kept back by service.cilium.io/shared, not counted"],
    [sum("others"), "object", `of other kinds than ${KINDS.join(", ")} passed over`],
  ] as const;
  return rows.flatMap(([count, word, rest]) =>
    count === 0 ? [] : [`${many(count, word)} ${rest}`],
  );
}

function missing(facts: readonly ClusterFacts[]): readonly string[] {
  const wanted = [
    ["nodes", "CiliumNodes"],
    ["identities", "CiliumIdentities"],
    ["endpoints", "CiliumEndpoints"],
    ["services", "Services"],
  ] as const;
  const absent = wanted.flatMap(([key, kind]) => {
    const count = facts.filter((one) => one[key] === undefined).length;
    return count === 0 ? [] : [`${many(count, "cluster")} without ${kind}: the default is taken`];
  });
  const always =
    "Namespaces are not in these lists: endpoints, identities and services of all are taken as exported";
  return [...absent, always];
}
