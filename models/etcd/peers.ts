/** Who is connected to an etcd's process and must hear when it ends or stands still. In the order in which they came. */
import type { Peer } from "./requests.js";

export class Peers {
  private readonly peers = new Set<Peer>();

  /** A client connected. */
  attach(peer: Peer): void {
    this.peers.add(peer);
  }

  detach(peer: Peer): void {
    this.peers.delete(peer);
  }

  /** The process ended: nobody is connected any more. */
  ended(): void {
    const peers = [...this.peers];
    this.peers.clear();
    for (const peer of peers) peer.serverEnded();
  }

  /** The process stands still, or goes on. */
  frozen(frozen: boolean): void {
    for (const peer of [...this.peers]) peer.serverFrozen(frozen);
  }
}
