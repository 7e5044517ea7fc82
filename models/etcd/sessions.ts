/**
 * Connections, watch streams and watchers of one etcd, by kind of client and by where the client is.
 */
import { CLIENT_KINDS, type ClientKind, type StreamGroup } from "./watch-group.js";

export const SCOPES = ["local", "cross-cluster"] as const;
export type Scope = (typeof SCOPES)[number];

/** What is counted of each kind of client in each scope. */
export const SESSION_FIGURES = ["connections", "streams", "watchers"] as const;
export type SessionFigure = (typeof SESSION_FIGURES)[number];
export type SessionCount = Readonly<Record<SessionFigure, number>>;

const PLACES = CLIENT_KINDS.length * SCOPES.length * SESSION_FIGURES.length;

export class Sessions {
  /** Every figure at its place, also of clients that never come. */
  readonly figures: number[] = new Array<number>(PLACES).fill(0);

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
    this.figures.fill(0);
    for (const figure of SESSION_FIGURES) this.total[figure] = 0;
  }

  /** The figures of one kind of client in one scope. */
  count(client: ClientKind, scope: Scope): SessionCount {
    const [connections = 0, streams = 0, watchers = 0] = SESSION_FIGURES.map(
      (figure) => this.figures[placeOf(client, scope, figure)],
    );
    return { connections, streams, watchers };
  }

  private add(stream: StreamGroup, connections: number, watchers: number): void {
    const { total, figures } = this;
    const place = placeOf(stream.client, stream.path.scope, "connections");
    figures[place] = (figures[place] ?? 0) + connections;
    figures[place + 1] = (figures[place + 1] ?? 0) + connections;
    figures[place + 2] = (figures[place + 2] ?? 0) + watchers;
    total.connections += connections;
    total.streams += connections;
    total.watchers += watchers;
  }
}

/** Where a figure of a kind of client in a scope stands. */
export function placeOf(client: ClientKind, scope: Scope, figure: SessionFigure): number {
  const kind = CLIENT_KINDS.indexOf(client) * SCOPES.length + SCOPES.indexOf(scope);
  return kind * SESSION_FIGURES.length + SESSION_FIGURES.indexOf(figure);
}
