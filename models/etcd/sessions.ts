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

  /** All of them together. */
  readonly total = { connections: 0, streams: 0, watchers: 0 };

  /** n clients connected and opened their watch stream. */
  addConnections(stream: StreamGroup, members: number): void {
    this.add(stream, members, 0);
  }

  addWatchers(stream: StreamGroup, members: number): void {
    this.add(stream, 0, members);
  }

  /** n clients are gone, with this many watchers each. */
  remove(stream: StreamGroup, members: number, watchersEach: number): void {
    this.add(stream, -members, -members * watchersEach);
  }

  /** The process ended: nobody is connected. */
  clear(): void {
    for (const count of [...this.counts, this.total]) {
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

  private add(stream: StreamGroup, connections: number, watchers: number): void {
    const { total } = this;
    const count = this.count(stream.client, stream.path.scope);
    count.connections += connections;
    count.streams += connections;
    count.watchers += watchers;
    total.connections += connections;
    total.streams += connections;
    total.watchers += watchers;
  }
}

/** Where a kind of client in a scope stands in `counts`. */
export function placeOf(client: ClientKind, scope: Scope): number {
  return CLIENT_KINDS.indexOf(client) * SCOPES.length + SCOPES.indexOf(scope);
}
