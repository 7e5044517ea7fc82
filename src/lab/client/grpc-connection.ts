/**
 * One gRPC connection over Node's HTTP/2, as cheap as it can be and as noisy as a Go client's: grpc-go answers data,
 * when no ping of its own is under way, with a window update and a ping, from which it estimates the bandwidth. etcd has
 * to read and answer those, which doubles what a delivery costs it.
 * Not a general client: no retries, no deadlines, no compression, one address.
 * Real behaviour: grpc/grpc-go v1.26.0 internal/transport/http2_client.go `handleData`, bdp_estimator.go.
 */
import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type SecureClientSessionOptions,
} from "node:http2";
import { createSecureContext, type SecureContext } from "node:tls";
import { LabFailure } from "../lab-failure.js";
import type { ClientTls } from "../etcd/certificates.js";
import type { Address } from "../etcd/target.js";

const PREFIX_BYTES = 5;
/** grpc-go's first window of a stream. */
const STREAM_WINDOW = 65_535;
/** etcd answers within this time, or is not there. */
const CONNECT_TIMEOUT_MS = 10_000;
/** The window of a connection that has estimated its bandwidth. */
const CONNECTION_WINDOW = 1 << 20;

/** A stream of messages in both directions. */
export interface MessageStream {
  send(message: Uint8Array): void;
  /** Stops reading: etcd may send no more than the stream's window. */
  pause(): void;
  resume(): void;
  /** The error that ended it, or undefined when somebody closed it. */
  readonly ended: Promise<LabFailure | undefined>;
}

/** How a connection behaves. */
export interface ConnectionOptions {
  readonly address: Address;
  /** Answers data as grpc-go does; off only to measure what that costs. */
  readonly bandwidthPings: boolean;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const contexts = new WeakMap<ClientTls, SecureContext>();

export class GrpcConnection {
  /** Resolves when the connection is gone, however. */
  readonly closed: Promise<void>;
  private readonly session: ClientHttp2Session;
  private readonly bandwidthPings: boolean;
  private window = CONNECTION_WINDOW;
  private pinging = false;
  private error: Error | undefined;

  private constructor(session: ClientHttp2Session, options: ConnectionOptions) {
    this.session = session;
    this.bandwidthPings = options.bandwidthPings;
    this.closed = new Promise((resolve) => {
      session.once("close", resolve);
      // When etcd refuses the certificate, Node ends the session without telling it.
      session.once("connect", (_, socket) => {
        socket.once("error", (error) => {
          this.error ??= error;
          resolve();
        });
      });
    });
    session.on("error", (error: Error) => {
      this.error ??= error;
    });
  }

  /** Connects; resolves when etcd's settings have come. @throws LabFailure with the reason. */
  static async open(options: ConnectionOptions): Promise<GrpcConnection> {
    const { url, tls } = options.address;
    const settings = { enablePush: false, initialWindowSize: STREAM_WINDOW };
    const session = connect(url, { settings, ...secure(tls) });
    const connection = new GrpcConnection(session, options);
    await new Promise<void>((resolve, reject) => {
      const refused = (): void => {
        reject(connection.failure(`no connection to ${url}`));
        session.destroy();
      };
      session.once("remoteSettings", () => resolve());
      session.once("error", refused);
      void connection.closed.then(refused);
      session.setTimeout(CONNECT_TIMEOUT_MS, refused);
    });
    session.setTimeout(0);
    session.setLocalWindowSize(CONNECTION_WINDOW);
    return connection;
  }

  get isOpen(): boolean {
    return !this.session.closed && !this.session.destroyed;
  }

  /** One request, one answer. @throws LabFailure when etcd refuses or the connection breaks. */
  async call(path: string, request: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const stream = this.newStream(path);
      const parts: Buffer[] = [];
      let status = "";
      stream.on("trailers", (headers: Headers) => (status = statusOf(headers)));
      stream.on("response", (headers) => {
        if (headers["grpc-status"] !== undefined) status = statusOf(headers);
      });
      stream.on("data", (part: Buffer) => {
        parts.push(part);
        this.answerData();
      });
      stream.on("error", (error: Error) => {
        this.error ??= error;
      });
      stream.on("close", () => {
        if (status === "0") resolve(Buffer.concat(parts).subarray(PREFIX_BYTES));
        else reject(this.failure(`${path} failed${status === "" ? "" : ` (${status})`}`));
      });
      stream.end(framed(request));
    });
  }

  /** Opens a stream; `onMessage` gets each message when it is there as a whole. */
  stream(path: string, onMessage: (message: Buffer) => void): MessageStream {
    const stream = this.newStream(path);
    let rest: Buffer | undefined;
    let status = "";
    stream.on("trailers", (headers: Headers) => (status = statusOf(headers)));
    stream.on("data", (part: Buffer) => {
      this.answerData();
      rest = takeMessages(rest === undefined ? part : Buffer.concat([rest, part]), onMessage);
    });
    stream.on("error", (error: Error) => {
      this.error ??= error;
    });
    const ended = new Promise<LabFailure | undefined>((resolve) => {
      stream.once("close", () => {
        resolve(
          status === "" && this.error === undefined
            ? undefined
            : this.failure(`${path} ended (${status})`),
        );
      });
    });
    return {
      send: (message) => void stream.write(framed(message)),
      pause: () => void stream.pause(),
      resume: () => void stream.resume(),
      ended,
    };
  }

  /** Milliseconds of one HTTP/2 ping. */
  async ping(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.session.ping((error, milliseconds) => {
        if (error === null) resolve(milliseconds);
        else reject(this.failure("no answer to a ping"));
      });
    });
  }

  /** Breaks the connection off, as a process that ends. */
  async close(): Promise<void> {
    if (!this.session.destroyed) this.session.destroy();
    return this.closed;
  }

  private newStream(path: string): ClientHttp2Stream {
    if (!this.isOpen) throw this.failure("the connection is closed");
    return this.session.request(
      {
        [constants.HTTP2_HEADER_METHOD]: "POST",
        [constants.HTTP2_HEADER_PATH]: path,
        [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
        [constants.HTTP2_HEADER_TE]: "trailers",
      },
      { endStream: false },
    );
  }

  /** What grpc-go does for data while it does not know the bandwidth; small messages never tell it. */
  private answerData(): void {
    if (!this.bandwidthPings || this.pinging || !this.isOpen) return;
    this.pinging = true;
    this.window += 1;
    this.session.setLocalWindowSize(this.window);
    this.session.ping(() => (this.pinging = false));
  }

  private failure(what: string): LabFailure {
    const reason = this.error === undefined ? "" : `: ${explain(this.error)}`;
    return new LabFailure(`${what}${reason}`);
  }
}

function secure(tls: ClientTls | undefined): SecureClientSessionOptions {
  if (tls === undefined) return {};
  let secureContext = contexts.get(tls);
  if (secureContext === undefined) {
    secureContext = createSecureContext({ ...tls });
    contexts.set(tls, secureContext);
  }
  return { secureContext };
}

function explain(error: Error): string {
  const { message } = error;
  if (/alert (?:bad certificate|unknown ca|certificate required)|bad_certificate/i.test(message)) {
    return `etcd refuses the client's certificate (${message})`;
  }
  if (/self.signed|unable to verify|unable to get local issuer/i.test(message)) {
    return `etcd's certificate is not of the authority given (${message})`;
  }
  return message;
}

function statusOf(headers: Headers): string {
  const status = String(headers["grpc-status"] ?? "");
  const text = headers["grpc-message"];
  return status === "0" || text === undefined
    ? status
    : `${status} ${decodeURIComponent(String(text))}`;
}

function framed(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}

/** Hands on every whole message and returns what is left. */
function takeMessages(bytes: Buffer, onMessage: (message: Buffer) => void): Buffer | undefined {
  let at = 0;
  while (bytes.length - at >= PREFIX_BYTES) {
    const end = at + PREFIX_BYTES + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) break;
    onMessage(bytes.subarray(at + PREFIX_BYTES, end));
    at = end;
  }
  return at === bytes.length ? undefined : bytes.subarray(at);
}
