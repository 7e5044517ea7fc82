/**
 * The paths between pods: delay and bandwidth by where the two ends are. Every etcd pod sends through its own NIC;
 * a pair of regions shares one link in each direction.
 * Not modelled: packet loss, TCP slow start and congestion control, jitter, the fabric inside a region.
 */
import { Link } from "../../src/engine/link.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { NetworkSpec } from "../../src/scenario/scenario.js";

/** Between two containers of one pod. Confidence: assumed (a loopback round trip is some tens of microseconds). */
const SAME_POD_ONE_WAY_NS: TimeNs = 20_000;

/** How an answer travels from an etcd to a reader. */
export interface Path {
  readonly oneWayNs: TimeNs;
  readonly scope: "local" | "cross-cluster";
  /** Shared link between two regions, or undefined inside one region. */
  readonly link: Link | undefined;
}

export class Network {
  private readonly spec: NetworkSpec;
  private readonly links = new Map<string, Link>();

  constructor(spec: NetworkSpec) {
    this.spec = spec;
  }

  /** Between containers of the clustermesh-apiserver pod. */
  samePod(): Path {
    return { oneWayNs: SAME_POD_ONE_WAY_NS, scope: "local", link: undefined };
  }

  /** Between an agent and the etcd of its own cluster. */
  sameCluster(): Path {
    const oneWayNs = Math.round(this.spec.intraCluster.rttNs / 2);
    return { oneWayNs, scope: "local", link: undefined };
  }

  /** From an etcd in one cluster to a reader in another. */
  betweenClusters(etcdRegion: string, readerRegion: string): Path {
    const given = this.spec.links.find(
      (link) =>
        (link.from === etcdRegion && link.to === readerRegion) ||
        (link.to === etcdRegion && link.from === readerRegion),
    );
    const sameRegion = etcdRegion === readerRegion;
    const { rttNs, bandwidthBps } =
      given ?? (sameRegion ? this.spec.intraRegion : this.spec.interRegion);
    const oneWayNs = Math.round(rttNs / 2);
    const link =
      given === undefined && sameRegion
        ? undefined
        : this.sharedLink(etcdRegion, readerRegion, bandwidthBps);
    return { oneWayNs, scope: "cross-cluster", link };
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
