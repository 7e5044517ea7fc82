/**
 * etcd's API over one connection: put, paged list, watch, leases, compaction. What Cilium's programs ask of an etcd, and
 * no more.
 */
import {
  decode,
  encode,
  prefixEnd,
  skimPage,
  type Int64,
  type Page,
  type WatchResponse,
} from "./etcd-api.js";
import { GrpcConnection, type ConnectionOptions, type MessageStream } from "./grpc-connection.js";
import { LabFailure } from "../lab-failure.js";

/** A watch stream with several watchers on it. */
export interface Watching {
  readonly stream: MessageStream;
  /** Creates one watcher on a prefix; resolves when etcd has said so. */
  add(prefix: string, startRevision: number): Promise<void>;
}

export class EtcdClient {
  readonly connection: GrpcConnection;

  private constructor(connection: GrpcConnection) {
    this.connection = connection;
  }

  static async connect(options: ConnectionOptions): Promise<EtcdClient> {
    return new EtcdClient(await GrpcConnection.open(options));
  }

  /** Writes a key; returns the revision. */
  async put(key: string, value: Buffer, lease?: Int64): Promise<number> {
    const fields = { key: Buffer.from(key), value, ...(lease === undefined ? {} : { lease }) };
    const answer = await this.connection.call("/etcdserverpb.KV/Put", encode.put(fields));
    return decode.put(answer).header.revision.toNumber();
  }

  /** The revision now. */
  async revision(): Promise<number> {
    const from = Buffer.from([0]);
    return (await this.page(from, Buffer.from([1]), 1)).revision;
  }

  async deletePrefix(prefix: string): Promise<void> {
    const request = { key: Buffer.from(prefix), rangeEnd: prefixEnd(prefix) };
    await this.connection.call("/etcdserverpb.KV/DeleteRange", encode.deleteRange(request));
  }

  /** One page of a range. `limit` 0 = everything. */
  async page(from: Buffer, end: Buffer, limit: number, revision = 0): Promise<Page> {
    const request = encode.range({ key: from, rangeEnd: end, limit, revision });
    return skimPage(await this.connection.call("/etcdserverpb.KV/Range", request));
  }

  /** All keys of a prefix in pages at the revision of the first one, as Cilium lists them; returns that revision. */
  async list(prefix: string, pageKeys: number): Promise<{ revision: number; keys: number }> {
    const end = prefixEnd(prefix);
    let from = Buffer.from(prefix);
    let revision = 0;
    let keys = 0;
    for (;;) {
      const page = await this.page(from, end, pageKeys, revision);
      if (revision === 0) revision = page.revision;
      keys += page.keys;
      if (!page.more) return { revision, keys };
      from = Buffer.concat([page.lastKey, Buffer.from([0])]);
    }
  }

  /** Opens a watch stream. Watchers are created one after the other, as clientv3 does. */
  watch(onResponse: (response: WatchResponse) => void): Watching {
    const created: (() => void)[] = [];
    let queue = Promise.resolve();
    const stream = this.connection.stream("/etcdserverpb.Watch/Watch", (message) => {
      const response = decode.watch(message);
      if (response.created) created.shift()?.();
      onResponse(response);
    });
    const add = async (prefix: string, startRevision: number): Promise<void> => {
      const createRequest = {
        key: Buffer.from(prefix),
        rangeEnd: prefixEnd(prefix),
        startRevision,
      };
      await Promise.race([
        new Promise<void>((resolve) => {
          created.push(resolve);
          stream.send(encode.watch({ createRequest }));
        }),
        stream.ended.then((error) => {
          throw error ?? new LabFailure("the watch stream was closed");
        }),
      ]);
    };
    return {
      stream,
      add: async (prefix, startRevision) => {
        const turn = queue.then(async () => add(prefix, startRevision));
        queue = turn.catch(() => undefined);
        return turn;
      },
    };
  }

  async grantLease(seconds: number): Promise<Int64> {
    const request = encode.leaseGrant({ TTL: seconds });
    const answer = decode.leaseGrant(
      await this.connection.call("/etcdserverpb.Lease/LeaseGrant", request),
    );
    if (answer.error !== "") throw new LabFailure(`etcd grants no lease: ${answer.error}`);
    return answer.ID;
  }

  /** A stream that renews leases, and how many answers came. */
  keepAlives(onAnswer: () => void): { renew(lease: Int64): void } {
    const stream = this.connection.stream("/etcdserverpb.Lease/LeaseKeepAlive", onAnswer);
    return { renew: (lease) => stream.send(encode.keepAlive({ ID: lease })) };
  }

  /** Removes history up to a revision; with `physical`, waits until it is gone from the backend. */
  async compact(revision: number, physical: boolean): Promise<void> {
    await this.connection.call("/etcdserverpb.KV/Compact", encode.compact({ revision, physical }));
  }

  async close(): Promise<void> {
    return this.connection.close();
  }
}
