/**
 * Connections, watch streams and watchers of one etcd, by kind of client and by where the client is.
 */
import { CLIENT_KINDS, type ClientKind, type StreamGroup } from "./watch-group.js";

export const SCOPES = ["local", "cross-cluster"] as const;
export type Scope = (typeof SCOPES)[number];

export interface SessionCount {
  readonly client: ClientKind;
  readonly scope: Scope;
  connections: number;
  streams: number;
  watchers: number;
}

export class Sessions {
  /** One entry for each kind of client and scope, also those that are never used. */
  readonly counts: readonly SessionCount[] = CLIENT_KINDS.flatMap((client) =>
    SCOPES.map((scope) => ({ client, scope, connections: 0, streams: 0, watchers: 0 })),
  );

  /** n clients connected and opened their watch stream. */
  addConnections(stream: StreamGroup, members: number): void {
    const count = this.of(stream);
    count.connections += members;
    count.streams += members;
  }

  addWatchers(stream: StreamGroup, members: number): void {
    this.of(stream).watchers += members;
  }

  /** n clients are gone, with this many watchers each. */
  remove(stream: StreamGroup, members: number, watchersEach: number): void {
    const count = this.of(stream);
    count.connections -= members;
    count.streams -= members;
    count.watchers -= members * watchersEach;
  }

  /** The process ended: nobody is connected. */
  clear(): void {
    for (const count of this.counts) {
      count.connections = 0;
      count.streams = 0;
      count.watchers = 0;
    }
  }

  /** The figures of one kind of client in one scope. */
  count(client: ClientKind, scope: Scope): SessionCount {
    const count = this.counts[placeOf(client, scope)];
    if (count === undefined) throw new Error(`unknown kind of client ${client}`);
    return count;
  }

  totals(): { connections: number; streams: number; watchers: number } {
    const sum = { connections: 0, streams: 0, watchers: 0 };
    for (const count of this.counts) {
      sum.connections += count.connections;
      sum.streams += count.streams;
      sum.watchers += count.watchers;
    }
    return sum;
  }

  private of(stream: StreamGroup): SessionCount {
    return this.count(stream.client, stream.path.scope);
  }
}

/** Where a kind of client in a scope stands in `counts`. */
export function placeOf(client: ClientKind, scope: Scope): number {
  return CLIENT_KINDS.indexOf(client) * SCOPES.length + SCOPES.indexOf(scope);
}
