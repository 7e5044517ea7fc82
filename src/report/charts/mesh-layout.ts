/**
 * Where the clusters of a mesh stand in its picture: on a ring while each has room for its name, else as dots in a box
 * for each region. Mocked clusters, which share one etcd, have boxes of their own.
 * Not a map: regions stand in the order of the scenario, and distances mean nothing.
 */
import type { MeshCluster } from "../mesh-clusters.js";

/** Up to here every cluster is drawn with its etcd, its agents and its name. */
export const RING_MAX = 8;
/** Height of a box's two lines of text. */
const HEAD = 34;
const GAP = 10;
const LEAST_BOX = 96;
/** Between rows of dots, by how many clusters there are: few dots are large. */
const PITCHES = [
  { upTo: 60, px: 20 },
  { upTo: 150, px: 15 },
  { upTo: Infinity, px: 12 },
] as const;
/** On a ring the agents stand beside their etcd, so far from it. */
const BESIDE = 15;
/** Above and below the ring, for the names. */
const NAME_ROOM = 46;

/** A cluster and the middle of its etcd, in pixels from the upper left. */
export interface Place {
  readonly cluster: MeshCluster;
  readonly x: number;
  readonly y: number;
}

/** A place on a ring, with that of the cluster's agents and the upper end of its name. */
export interface RingPlace extends Place {
  readonly agentsX: number;
  readonly labelX: number;
  readonly labelY: number;
}

/** The clusters of one region. */
export interface Box {
  readonly region: string;
  readonly mocked: boolean;
  readonly clusters: readonly MeshCluster[];
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface BoxLayout {
  readonly boxes: readonly Box[];
  readonly places: readonly Place[];
  /** Pixels between neighbouring dots. */
  readonly pitch: number;
  readonly height: number;
}

/** A ring of clusters in a picture of this width. */
export function ringLayout(
  clusters: readonly MeshCluster[],
  width: number,
): { readonly places: readonly RingPlace[]; readonly height: number } {
  const height = clusters.length <= 2 ? 120 : Math.round(width * 0.66);
  const turn = clusters.length === 2 ? 0.5 : 0.25;
  const unit = clusters.map((_, index) => {
    const angle = 2 * Math.PI * (index / clusters.length - turn);
    return { x: Math.cos(angle), y: Math.sin(angle) };
  });
  const [low, high] = [Math.min(...unit.map(({ y }) => y)), Math.max(...unit.map(({ y }) => y))];
  // Names stand above the upper half and below the lower one, where no line goes.
  const room = height - 2 * NAME_ROOM;
  const places = clusters.map((cluster, index): RingPlace => {
    const at = unit[index] ?? { x: 0, y: 0 };
    const x = width / 2 + (width / 2 - 52) * at.x;
    const share = high - low < 1e-9 ? 0.5 : (at.y - low) / (high - low);
    const y = Math.round(NAME_ROOM + room * share);
    return {
      cluster,
      x: Math.round(x - BESIDE),
      y,
      agentsX: Math.round(x + BESIDE),
      labelX: Math.round(x),
      labelY: share < 0.4 && clusters.length > 2 ? y - 42 : y + 18,
    };
  });
  return { places, height };
}

/** Boxes of dots in a picture of this width. */
export function boxLayout(clusters: readonly MeshCluster[], width: number): BoxLayout {
  const groups = new Map<string, MeshCluster[]>();
  for (const cluster of clusters) {
    const key = `${cluster.region}\n${String(cluster.mocked)}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [cluster]);
    else members.push(cluster);
  }
  const pitch = PITCHES.find(({ upTo }) => clusters.length <= upTo)?.px ?? 12;
  const across = Math.min(groups.size, width > 400 ? 3 : 2);
  const boxes: Box[] = [];
  const places: Place[] = [];
  let top = 0;
  const all = [...groups.values()];
  for (let first = 0; first < all.length; first += across) {
    const row = all.slice(first, first + across);
    const widths = boxWidths(row, width);
    const perRow = widths.map((one) => Math.max(1, Math.floor((one - 14) / pitch)));
    const rows = Math.max(...row.map(({ length }, at) => Math.ceil(length / (perRow[at] ?? 1))));
    const bottom = top + HEAD + rows * pitch + 10;
    let left = 0;
    row.forEach((members, index) => {
      const { region = "", mocked = false } = members[0] ?? {};
      const right = left + (widths[index] ?? 0);
      const columns = perRow[index] ?? 1;
      boxes.push({ region, mocked, clusters: members, left, top, right, bottom });
      members.forEach((cluster, place) => {
        const x = left + 7 + ((place % columns) + 0.5) * pitch;
        const y = top + HEAD + (Math.floor(place / columns) + 0.5) * pitch;
        places.push({ cluster, x: Math.round(x * 10) / 10, y });
      });
      left = right + GAP;
    });
    top = bottom + GAP;
  }
  return { boxes, places, pitch, height: Math.max(60, top - GAP) };
}

/** Boxes beside each other are as wide as their clusters ask for, and have room for their names. */
function boxWidths(row: readonly (readonly MeshCluster[])[], width: number): readonly number[] {
  const all = row.reduce((sum, { length }) => sum + length, 0);
  const free = width - GAP * (row.length - 1) - LEAST_BOX * row.length;
  return row.map(({ length }) => LEAST_BOX + (free * length) / all);
}
