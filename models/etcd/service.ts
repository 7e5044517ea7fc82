/**
 * The Kubernetes Service in front of a cluster's clustermesh etcds: one etcd per pod of the clustermesh-apiserver.
 * A client that dials gets one of the ready ones; a connection stays with the etcd that it reached.
 * Not modelled: propagation of endpoints to the nodes, session affinity, load balancers that add hops of their own.
 */
import type { EtcdMember } from "./member.js";

export class EtcdService {
  /** Every etcd that ever stood behind the Service; those of dead pods too, because what they counted stays true. */
  readonly all: EtcdMember[] = [];
  readonly name: string;
  private readonly endpoints: EtcdMember[] = [];
  private readonly gone = new Set<EtcdMember>();

  constructor(name: string) {
    this.name = name;
  }

  /** Etcds that take new connections, oldest first. */
  get ready(): readonly EtcdMember[] {
    return this.endpoints;
  }

  /** Etcds whose pods exist, ready or not. */
  get live(): readonly EtcdMember[] {
    return this.all.filter((etcd) => !this.gone.has(etcd));
  }

  /** The pod of an etcd does not exist any more. */
  isGone(etcd: EtcdMember): boolean {
    return this.gone.size > 0 && this.gone.has(etcd);
  }

  /** A pod exists from now on; it is not ready yet. */
  add(etcd: EtcdMember): void {
    this.all.push(etcd);
  }

  /** A pod is ready. */
  setReady(etcd: EtcdMember): void {
    if (!this.endpoints.includes(etcd)) this.endpoints.push(etcd);
  }

  /** A pod is being terminated, or not ready any more. */
  setNotReady(etcd: EtcdMember): void {
    const at = this.endpoints.indexOf(etcd);
    if (at >= 0) this.endpoints.splice(at, 1);
  }

  /** A pod does not exist any more, nor do its data. */
  remove(etcd: EtcdMember): void {
    this.setNotReady(etcd);
    this.gone.add(etcd);
  }

  /** The etcd that the client of this number reaches when it dials now; undefined when none would answer. */
  pick(ordinal: number): EtcdMember | undefined {
    const answering = this.endpoints.filter((etcd) => etcd.up);
    return answering[ordinal % Math.max(1, answering.length)];
  }

  /** The sum of a figure over all pods, dead ones included: for what is counted. */
  total(read: (etcd: EtcdMember) => number): number {
    let sum = 0;
    for (const etcd of this.all) sum += read(etcd);
    return sum;
  }

  /** The sum of a figure over the pods that exist: for what is there now. */
  current(read: (etcd: EtcdMember) => number): number {
    if (this.gone.size === 0) return this.total(read);
    let sum = 0;
    for (const etcd of this.all) if (!this.gone.has(etcd)) sum += read(etcd);
    return sum;
  }
}
