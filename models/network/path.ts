/**
 * How requests and answers travel between an etcd and readers in like places. A path can be cut (nothing gets through
 * until it heals), slowed down, or lossy; who uses it is told.
 * Loss is felt as delay: TCP sends a lost segment again after its retransmission timeout. Not modelled: what loss does
 * to the throughput of one connection, losses of acknowledgements.
 */
import type { Link } from "../../src/engine/link.js";
import type { TimeNs } from "../../src/engine/time.js";

/** Where one end is: a region, and the clusters that the end stands for. */
export interface Place {
  readonly region: string;
  readonly clusters: readonly string[];
}

/** How a path is worse than usual; undefined = as usual. */
export interface Degradation {
  readonly rttNs: number | undefined;
  readonly link: Link | undefined;
  /** Share of the segments that are lost, 0..1. */
  readonly loss: number;
}

/** Somebody whose messages take this path. */
export interface PathUser {
  pathCut(): void;
  pathHealed(): void;
}

export class Path {
  oneWayNs: TimeNs;
  readonly scope: "local" | "cross-cluster";
  /** Shared link between two regions, or undefined inside one region. */
  link: Link | undefined;
  /** The etcd's end and the readers'; undefined inside a cluster. */
  readonly ends: readonly [Place, Place] | undefined;
  /** Share of the segments that are lost, 0..1. */
  loss = 0;
  private cuts = 0;
  private readonly usualOneWayNs: TimeNs;
  private readonly usualLink: Link | undefined;
  private readonly degradations: Degradation[] = [];
  private readonly users = new Set<PathUser>();

  constructor(options: {
    readonly oneWayNs: TimeNs;
    readonly scope: "local" | "cross-cluster";
    readonly link: Link | undefined;
    readonly ends?: readonly [Place, Place];
  }) {
    this.oneWayNs = options.oneWayNs;
    this.usualOneWayNs = options.oneWayNs;
    this.scope = options.scope;
    this.link = options.link;
    this.usualLink = options.link;
    this.ends = options.ends;
  }

  /** True while nothing gets through. */
  get isCut(): boolean {
    return this.cuts > 0;
  }

  /** Somebody is to be told. Inside a cluster there is nothing to tell of. */
  use(user: PathUser): void {
    if (this.ends !== undefined) this.users.add(user);
  }

  leave(user: PathUser): void {
    this.users.delete(user);
  }

  /** Nothing gets through from now on. Cuts may overlap; the path heals when the last one ends. */
  cut(): void {
    this.cuts += 1;
    if (this.cuts > 1) return;
    for (const user of [...this.users]) user.pathCut();
  }

  heal(): void {
    this.cuts -= 1;
    if (this.cuts > 0) return;
    for (const user of [...this.users]) user.pathHealed();
  }

  /** Is worse than usual in some way. Of several that overlap, the one that began last rules. */
  degrade(change: Degradation): void {
    this.degradations.push(change);
    this.follow();
  }

  /** Something that made it worse has ended. */
  restore(change: Degradation): void {
    const at = this.degradations.indexOf(change);
    if (at >= 0) this.degradations.splice(at, 1);
    this.follow();
  }

  private follow(): void {
    const worst = this.degradations[this.degradations.length - 1];
    const rttNs = worst?.rttNs;
    this.oneWayNs = rttNs === undefined ? this.usualOneWayNs : Math.round(rttNs / 2);
    this.loss = worst?.loss ?? 0;
    this.link = worst?.link ?? this.usualLink;
  }
}
