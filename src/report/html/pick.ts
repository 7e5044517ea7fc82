/**
 * The figures of every cluster in both topologies, for the reader who picks one in the picture of the mesh. Only the
 * page's script shows them; without it the table of clusters is there.
 */
import { CLUSTER_COLUMNS, clusterFigures } from "../clusters-table.js";
import { figure } from "../format.js";
import { meshClusters, MOCK_ETCD } from "../mesh-clusters.js";
import { topologiesOf, type RunDocuments } from "../run-documents.js";
import { topologyWord } from "../words.js";

/** What the script needs: figures as text, in the order of `columns`. */
export interface PickData {
  readonly columns: readonly string[];
  readonly topologies: readonly string[];
  /** For each cluster a row a topology. */
  readonly clusters: Readonly<Record<string, readonly (readonly string[])[]>>;
}

/** The figures, humanised as in the tables. Mocked clusters have those of the etcd that they share. */
export function pickData(docs: RunDocuments): PickData {
  const topologies = topologiesOf(docs);
  const found = topologies.map((topology) => clusterFigures(docs, topology));
  const rowsOf = (name: string): readonly (readonly string[])[] =>
    found.map((figures) =>
      CLUSTER_COLUMNS.map(({ unit }, index) => figure(figures.get(name)?.[index], unit).text),
    );
  const clusters = meshClusters(docs).map(({ name, mocked }) => [
    name,
    rowsOf(mocked ? MOCK_ETCD : name),
  ]);
  return {
    columns: CLUSTER_COLUMNS.map(({ title }) => title),
    topologies: topologies.map(topologyWord),
    clusters: Object.fromEntries(clusters) as PickData["clusters"],
  };
}
