/**
 * The clustermesh-apiserver Deployment of one cluster: its replicas, the Service in front of their etcds, and how pods
 * are replaced. A rollout starts the new pod first (maxSurge 1, maxUnavailable 0); an eviction ends the old one first.
 * With `kvstoreMode: external` all replicas share one etcd that outlives them, and a lock lets one kvstoremesh write.
 * Not modelled: scheduling, image pulls (a delay stands for them), the grace period of a terminating pod.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { EtcdMember } from "../etcd/member.js";
import type { EtcdService } from "../etcd/service.js";
import { ClustermeshPod, type PodParts } from "./clustermesh-pod.js";

/** The lock of a process that died without releasing it. Source: cilium v1.20.0, lease of kvstoremesh-lock. */
export const LOCK_LEASE_NS: TimeNs = 25 * NS_PER_SECOND;

export interface DeploymentParts {
  readonly service: EtcdService;
  readonly replicas: number;
  readonly kvstoreMode: "internal" | "external";
  /** A new, empty etcd; `incarnation` counts from 1. */
  readonly newEtcd: (incarnation: number) => EtcdMember;
  readonly pod: Omit<PodParts, "etcd" | "onReady" | "before" | "service">;
}

export class ClustermeshDeployment {
  pods: ClustermeshPod[] = [];
  private readonly sim: Simulation;
  private readonly parts: DeploymentParts;
  private incarnations = 0;
  /** Pods that are being replaced. */
  private replacing = 0;

  constructor(sim: Simulation, parts: DeploymentParts) {
    this.sim = sim;
    this.parts = parts;
    // With one shared etcd there is one writer of it at a time: standbys cost nothing.
    const count = parts.kvstoreMode === "external" ? 1 : parts.replicas;
    for (let i = 0; i < count; i += 1) this.pods.push(this.newPod(undefined, () => undefined));
  }

  /** Every pod is ready, and none is being replaced. */
  get isReady(): boolean {
    return this.replacing === 0 && this.pods.every((pod) => pod.isReady);
  }

  /** Starts the apiservers; `done` is called when all of them have written their cluster's state. */
  start(done: () => void): void {
    let unfilled = this.pods.length;
    for (const pod of this.pods) {
      this.parts.service.setReady(pod.etcd);
      pod.onFilled = () => {
        unfilled -= 1;
        if (unfilled === 0) done();
      };
      pod.startApiserver();
    }
  }

  /** Every pod begins ready, with its etcd written. */
  startSynced(): void {
    for (const pod of this.pods) {
      pod.startSynced();
      this.parts.service.setReady(pod.etcd);
    }
  }

  /** Every mirror begins with everything copied. */
  assumeCopied(): void {
    for (const pod of this.pods) pod.assumeCopied();
  }

  /** Every mirror begins connected. */
  connectSynced(): void {
    for (const pod of this.pods) pod.connectSynced();
  }

  /** The cluster is connected to the others: the mirrors start. */
  connect(): void {
    for (const pod of this.pods) pod.startKvstoremesh();
  }

  /** A rollout: one pod after another is replaced, the new one first. */
  replacePods(delayNs: TimeNs): void {
    if (this.parts.kvstoreMode === "external") this.takeOver(delayNs, 0);
    else this.replaceNext([...this.pods], delayNs);
  }

  /** The node of the first pod is drained: the pod goes, and another one starts elsewhere. */
  evict(delayNs: TimeNs): void {
    // A pod that is gone already has its successor on the way.
    const old = this.pods.find((pod) => !pod.isGone);
    if (old === undefined) return;
    if (this.parts.kvstoreMode === "external") {
      this.takeOver(delayNs, 0);
      return;
    }
    old.terminate();
    this.replacing += 1;
    const start = (): void => {
      this.replacing -= 1;
      // A rollout that was under way has replaced it.
      if (!this.pods.includes(old)) return;
      const pod = this.newPod(old, () => this.parts.service.setReady(pod.etcd));
      this.pods = this.pods.map((one) => (one === old ? pod : one));
      pod.startApiserver();
      pod.startKvstoremesh();
    };
    this.sim.schedule(delayNs, start, "pod starts");
  }

  /** kvstoremesh dies in every pod; with a shared etcd a standby goes on when the lock is free. */
  restartKvstoremesh(downtimeNs: TimeNs): void {
    const external = this.parts.kvstoreMode === "external";
    const standby = external && this.parts.replicas > 1;
    const waitNs = external ? LOCK_LEASE_NS : downtimeNs;
    for (const pod of this.pods) {
      pod.restartKvstoremesh(standby ? waitNs : Math.max(waitNs, downtimeNs));
    }
  }

  private replaceNext(olds: ClustermeshPod[], delayNs: TimeNs): void {
    const old = olds.shift();
    if (old === undefined) return;
    this.replacing += 1;
    const start = (): void => {
      const pod = this.newPod(old, () => {
        this.parts.service.setReady(pod.etcd);
        this.replacing -= 1;
        this.retire(old, pod);
        this.replaceNext(olds, delayNs);
      });
      this.pods.push(pod);
      pod.startApiserver();
      pod.startKvstoremesh();
    };
    this.sim.schedule(delayNs, start, "pod starts");
  }

  /** The new pod is ready: the old one goes. When that is gone already, one that is too many does. */
  private retire(old: ClustermeshPod, pod: ClustermeshPod): void {
    const others = this.pods.filter((one) => one !== pod);
    const spare = others.find(({ isGone }) => isGone) ?? others[0];
    const isTooMany = this.pods.length > this.parts.replicas;
    const going = this.pods.includes(old) ? old : isTooMany ? spare : undefined;
    going?.terminate();
    this.pods = this.pods.filter((one) => one !== going);
  }

  /** External mode: the processes are replaced, the etcd stays. A lock that is released is taken over at once. */
  takeOver(delayNs: TimeNs, lockNs: TimeNs): void {
    const waitNs = this.parts.replicas > 1 ? lockNs : Math.max(lockNs, delayNs);
    for (const pod of this.pods) {
      pod.restartApiserver(waitNs);
      pod.restartKvstoremesh(waitNs);
    }
  }

  private newPod(before: ClustermeshPod | undefined, onReady: () => void): ClustermeshPod {
    this.incarnations += 1;
    const { service, newEtcd, pod } = this.parts;
    const { newApiserver, newKvstoremesh, configured } = pod;
    const etcd = newEtcd(this.incarnations);
    service.add(etcd);
    const own = { service, etcd, before, onReady, newApiserver, newKvstoremesh, configured };
    return new ClustermeshPod(this.sim, own);
  }
}
