/**
 * The paths between pods: delay and bandwidth by where the two ends are. Every etcd pod sends through its own NIC;
 * a pair of regions shares one link in each direction. Paths can be cut, slowed down and made lossy while a run lasts.
 * Not modelled: TCP slow start and congestion control, jitter, the fabric inside a region.
 */
import { Link } from "../../src/engine/link.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { NetworkSpec } from "../../src/scenario/scenario.js";
import { Path, type Place } from "./path.js";

/** Between two containers of one pod. Confidence: assumed (a loopback round trip is some tens of microseconds). */
const SAME_POD_ONE_WAY_NS: TimeNs = 20_000;

/** What is done to the paths between two sides, and undone. */
export interface NetworkFault {
  readonly between: readonly [string, string];
  begin(path: Path): void;
  end(path: Path): void;
}

export class Network {
  private readonly spec: NetworkSpec;
  private readonly links = new Map<string, Link>();
  /** Nothing goes wrong inside a cluster: its paths are alike, and one object stands for all of them. */
  private readonly insidePod: Path;
  private readonly insideCluster: Path;
  private readonly paths: Path[] = [];
  /** What is wrong now; paths that are made meanwhile suffer from it too. */
  private readonly faults = new Set<NetworkFault>();

  constructor(spec: NetworkSpec) {
    this.spec = spec;
    const oneWayNs = Math.round(spec.intraCluster.rttNs / 2);
    this.insideCluster = new Path({ oneWayNs, scope: "local", link: undefined });
    const inPodNs = SAME_POD_ONE_WAY_NS;
    this.insidePod = new Path({ oneWayNs: inPodNs, scope: "local", link: undefined });
  }

  /** Between containers of the clustermesh-apiserver pod. */
  samePod(): Path {
    return this.insidePod;
  }

  /** Between an agent and the etcd of its own cluster. */
  sameCluster(): Path {
    return this.insideCluster;
  }

  /** From an etcd in one cluster to readers in others of one region. */
  betweenClusters(etcd: Place, readers: Place): Path {
    const given = this.spec.links.find(
      (link) =>
        (link.from === etcd.region && link.to === readers.region) ||
        (link.to === etcd.region && link.from === readers.region),
    );
    const sameRegion = etcd.region === readers.region;
    const { rttNs, bandwidthBps } =
      given ?? (sameRegion ? this.spec.intraRegion : this.spec.interRegion);
    const link =
      given === undefined && sameRegion
        ? undefined
        : this.sharedLink(etcd.region, readers.region, bandwidthBps);
    const path = new Path({
      oneWayNs: Math.round(rttNs / 2),
      scope: "cross-cluster",
      link,
      ends: [etcd, readers],
    });
    this.paths.push(path);
    for (const fault of this.faults) if (liesBetween(path, fault.between)) fault.begin(path);
    return path;
  }

  /** Something goes wrong on every path between two sides, each the name of a region or a cluster. */
  begin(fault: NetworkFault): void {
    this.faults.add(fault);
    for (const path of this.paths) if (liesBetween(path, fault.between)) fault.begin(path);
  }

  end(fault: NetworkFault): void {
    this.faults.delete(fault);
    for (const path of this.paths) if (liesBetween(path, fault.between)) fault.end(path);
  }

  /** The NIC through which one etcd pod sends. */
  nic(): Link {
    return new Link({ delayNs: 0, bandwidthBps: this.spec.intraCluster.bandwidthBps });
  }

  /** The shared links, with the name that reports use. */
  sharedLinks(): ReadonlyMap<string, Link> {
    return this.links;
  }

  private sharedLink(from: string, to: string, bandwidthBps: number): Link {
    const name = `${from}-${to}`;
    let link = this.links.get(name);
    if (link === undefined) {
      link = new Link({ delayNs: 0, bandwidthBps });
      this.links.set(name, link);
    }
    return link;
  }
}

function liesBetween({ ends }: Path, [one, other]: readonly [string, string]): boolean {
  if (ends === undefined) return false;
  const lies = (place: Place, side: string): boolean =>
    place.region === side || place.clusters.includes(side);
  const [etcd, readers] = ends;
  return (lies(etcd, one) && lies(readers, other)) || (lies(etcd, other) && lies(readers, one));
}
