/**
 * The part of etcd's public API that the lab uses, as protobuf messages with TypeScript types.
 * Field numbers are those of etcd-io/etcd v3.4.23 etcdserver/etcdserverpb/rpc.proto and mvcc/mvccpb/kv.proto; they are the
 * same up to v3.6. Pages of a list are only skimmed: a client that decodes every key would be measured instead of etcd.
 */
import protobuf from "protobufjs";

const { root } = protobuf.parse(`
syntax = "proto3";
message Header { uint64 cluster_id = 1; uint64 member_id = 2; int64 revision = 3; uint64 raft_term = 4; }
message KeyValue {
  bytes key = 1; int64 create_revision = 2; int64 mod_revision = 3; int64 version = 4; bytes value = 5; int64 lease = 6;
}
message Event { int32 type = 1; KeyValue kv = 2; }
message RangeRequest { bytes key = 1; bytes range_end = 2; int64 limit = 3; int64 revision = 4; }
message PutRequest { bytes key = 1; bytes value = 2; int64 lease = 3; }
message PutResponse { Header header = 1; }
message DeleteRangeRequest { bytes key = 1; bytes range_end = 2; }
message WatchCreate { bytes key = 1; bytes range_end = 2; int64 start_revision = 3; }
message WatchRequest { WatchCreate create_request = 1; }
message WatchResponse {
  Header header = 1; int64 watch_id = 2; bool created = 3; bool canceled = 4; int64 compact_revision = 5;
  string cancel_reason = 6; repeated Event events = 11;
}
message LeaseGrantRequest { int64 TTL = 1; int64 ID = 2; }
message LeaseGrantResponse { Header header = 1; int64 ID = 2; int64 TTL = 3; string error = 4; }
message LeaseKeepAliveRequest { int64 ID = 1; }
message CompactionRequest { int64 revision = 1; bool physical = 2; }
message StatusResponse { Header header = 1; string version = 2; int64 db_size = 3; }
`);

/** 64-bit integers as protobufjs gives them. */
export interface Int64 {
  toNumber(): number;
}

export interface Header {
  readonly revision: Int64;
}

export interface KeyValue {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly modRevision: Int64;
}

export interface WatchResponse {
  readonly header: Header;
  readonly created: boolean;
  readonly canceled: boolean;
  readonly compactRevision: Int64;
  readonly events: readonly { readonly type: number; readonly kv: KeyValue }[];
}

/** Makes the bytes of one kind of message. */
function encoder(name: string): (message: object) => Uint8Array {
  const type = root.lookupType(name);
  return (message) => type.encode(type.fromObject(message)).finish();
}

/** Reads the bytes of one kind of message. */
function decoder(name: string): (bytes: Uint8Array) => unknown {
  const type = root.lookupType(name);
  return (bytes) => type.decode(bytes);
}

/** Requests. */
interface Requests {
  range(message: { key: Buffer; rangeEnd?: Buffer; limit?: number; revision?: number }): Uint8Array;
  put(message: { key: Buffer; value: Buffer; lease?: Int64 }): Uint8Array;
  deleteRange(message: { key: Buffer; rangeEnd: Buffer }): Uint8Array;
  watch(message: {
    createRequest: { key: Buffer; rangeEnd: Buffer; startRevision: number };
  }): Uint8Array;
  leaseGrant(message: { TTL: number }): Uint8Array;
  keepAlive(message: { ID: Int64 }): Uint8Array;
  compact(message: { revision: number; physical: boolean }): Uint8Array;
}

/** Makes the bytes of requests. */
export const encode: Requests = {
  range: encoder("RangeRequest"),
  put: encoder("PutRequest"),
  deleteRange: encoder("DeleteRangeRequest"),
  watch: encoder("WatchRequest"),
  leaseGrant: encoder("LeaseGrantRequest"),
  keepAlive: encoder("LeaseKeepAliveRequest"),
  compact: encoder("CompactionRequest"),
};

/** Reads the bytes of answers. */
export const decode = {
  put: decoder("PutResponse") as (bytes: Uint8Array) => { readonly header: Header },
  watch: decoder("WatchResponse") as (bytes: Uint8Array) => WatchResponse,
  leaseGrant: decoder("LeaseGrantResponse") as (bytes: Uint8Array) => {
    readonly ID: Int64;
    readonly error: string;
  },
};

/** What a client must know of a page to ask for the next one. */
export interface Page {
  readonly revision: number;
  readonly keys: number;
  readonly more: boolean;
  readonly lastKey: Uint8Array;
}

const HEADER_FIELD = 1;
const KVS_FIELD = 2;
const MORE_FIELD = 3;

const header = root.lookupType("Header");
const keyValue = root.lookupType("KeyValue");

/** Skims a RangeResponse: counts its keys and reads only the last one. */
export function skimPage(bytes: Uint8Array): Page {
  const reader = protobuf.Reader.create(bytes);
  let revision = 0;
  let keys = 0;
  let more = false;
  let last: Uint8Array | undefined;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (field === KVS_FIELD) {
      const length = reader.uint32();
      last = bytes.subarray(reader.pos, reader.pos + length);
      reader.skip(length);
      keys += 1;
    } else if (field === HEADER_FIELD) {
      revision = (header.decode(reader.bytes()) as unknown as Header).revision.toNumber();
    } else if (field === MORE_FIELD) {
      more = reader.bool();
    } else {
      reader.skipType(tag & 7);
    }
  }
  const lastKey =
    last === undefined
      ? new Uint8Array()
      : (keyValue.decode(last) as unknown as { key: Uint8Array }).key;
  return { revision, keys, more, lastKey };
}

/** The end of the range of all keys with a prefix. */
export function prefixEnd(prefix: string): Buffer {
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end[end.length - 1] ?? 0) + 1;
  return end;
}
