/**
 * One pod of the clustermesh-apiserver Deployment: an etcd, the apiserver and, with that topology, kvstoremesh, each a
 * container that can restart by itself. The etcd's data live as long as the pod: a container that restarts finds them.
 * Real behaviour: cilium/cilium v1.20.0 install/kubernetes/cilium/templates/clustermesh-apiserver/deployment.yaml.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdMember } from "../etcd/member.js";
import type { EtcdService } from "../etcd/service.js";
import type { ClustermeshApiserver } from "./clustermesh-apiserver.js";
import type { Kvstoremesh } from "./kvstoremesh.js";

export interface PodParts {
  readonly etcd: EtcdMember;
  readonly service: EtcdService;
  /** Makes the process of the apiserver container. `before` is the one that it replaces. */
  readonly newApiserver: (options: {
    readonly etcd: EtcdMember;
    readonly before: ClustermeshApiserver | undefined;
    readonly onSynced: () => void;
  }) => ClustermeshApiserver;
  /** Makes the process of the kvstoremesh container; undefined without that topology. */
  readonly newKvstoremesh:
    | ((options: {
        readonly etcd: EtcdMember;
        readonly before: Kvstoremesh | undefined;
        readonly onReady: () => void;
      }) => Kvstoremesh)
    | undefined;
  /** Which remote clusters are configured now. */
  readonly configured: (cluster: string) => boolean;
  /** Every container is ready, for the first time. */
  readonly onReady: () => void;
  /** The pod that this one replaces. */
  readonly before: ClustermeshPod | undefined;
}

export class ClustermeshPod {
  readonly etcd: EtcdMember;
  apiserver: ClustermeshApiserver;
  kvstoremesh: Kvstoremesh | undefined;
  /** Told when the apiserver has written everything for the first time. */
  onFilled: () => void = () => undefined;
  private isFilled = false;
  private readonly sim: Simulation;
  private readonly parts: PodParts;
  private isMirrored = false;
  private ended = false;
  private wasReady = false;

  constructor(sim: Simulation, parts: PodParts) {
    this.sim = sim;
    this.parts = parts;
    this.etcd = parts.etcd;
    this.apiserver = this.newApiserver(parts.before?.apiserver);
    this.kvstoremesh = this.newKvstoremesh(parts.before?.kvstoremesh);
    this.isMirrored = this.kvstoremesh === undefined;
  }

  /** Both processes run and have written everything of their first sync. */
  get isReady(): boolean {
    if (this.apiserver.writer.isFailing || this.kvstoremesh?.isFailing === true) return false;
    return (
      this.etcd.up &&
      this.apiserver.isSynced &&
      (this.kvstoremesh === undefined || !this.kvstoremesh.isStarted || this.kvstoremesh.isSynced)
    );
  }

  /** Deleted, its data with it. */
  get isGone(): boolean {
    return this.ended;
  }

  startApiserver(): void {
    this.apiserver.start();
  }

  startKvstoremesh(): void {
    this.kvstoremesh?.start(this.parts.configured);
  }

  /** Begins ready, with everything written; mirrors are in sync as soon as they are connected. */
  startSynced(): void {
    this.isFilled = true;
    this.isMirrored = true;
    this.wasReady = true;
    this.apiserver.startSynced();
  }

  /** The mirror begins with everything copied. */
  assumeCopied(): void {
    this.kvstoremesh?.assumeCopied(this.parts.configured);
  }

  /** The mirror begins connected to the others. */
  connectSynced(): void {
    this.kvstoremesh?.connectSynced();
  }

  /** The pod is deleted, its data with it. */
  terminate(): void {
    if (this.ended) return;
    this.ended = true;
    this.parts.service.remove(this.etcd);
    this.apiserver.end();
    this.kvstoremesh?.end();
    this.etcd.stop();
  }

  /** The etcd container ends and starts again on the same data. */
  restartEtcd(downtimeNs: TimeNs): void {
    this.etcd.stop();
    this.later(downtimeNs, () => this.etcd.start());
  }

  restartApiserver(downtimeNs: TimeNs): void {
    const before = this.apiserver;
    before.end();
    this.later(downtimeNs, () => {
      if (this.apiserver !== before) return;
      this.apiserver = this.newApiserver(before);
      this.apiserver.start();
    });
  }

  restartKvstoremesh(downtimeNs: TimeNs): void {
    const before = this.kvstoremesh;
    if (before === undefined) return;
    before.end();
    this.later(downtimeNs, () => {
      if (this.kvstoremesh !== before) return;
      this.kvstoremesh = this.newKvstoremesh(before);
      this.startKvstoremesh();
    });
  }

  /** The apiserver stands still, or goes on. */
  freezeApiserver(frozen: boolean): void {
    const { gate } = this.apiserver.client;
    if (frozen) gate.close();
    else gate.open();
  }

  private newApiserver(before: ClustermeshApiserver | undefined): ClustermeshApiserver {
    const { etcd, newApiserver } = this.parts;
    return newApiserver({
      etcd,
      before,
      onSynced: () => {
        if (!this.isFilled) {
          this.isFilled = true;
          this.onFilled();
        }
        this.tellWhenReady();
      },
    });
  }

  private newKvstoremesh(before: Kvstoremesh | undefined): Kvstoremesh | undefined {
    const { etcd, newKvstoremesh } = this.parts;
    return newKvstoremesh?.({
      etcd,
      before,
      onReady: () => {
        this.isMirrored = true;
        this.tellWhenReady();
      },
    });
  }

  private tellWhenReady(): void {
    if (!this.isFilled || !this.isMirrored || this.ended || this.wasReady) return;
    this.wasReady = true;
    this.parts.onReady();
  }

  private later(delayNs: TimeNs, action: () => void): void {
    const due = (): void => {
      if (!this.ended) action();
    };
    this.sim.schedule(delayNs, due, "container starts");
  }
}
