/**
 * Bytes of etcd's messages, from its protobuf definitions.
 * Source: etcd-io/etcd v3.6.14 api/etcdserverpb/rpc.proto, api/mvccpb/kv.proto; header about 30 bytes with random
 * 64-bit cluster and member IDs. Confidence: documented (computed from the definitions, not captured).
 * Not modelled: fragmented responses, compression (Cilium uses none).
 */

/** Protobuf bytes of a watch response with one put event; the key has a lease, as all of Cilium's data keys. */
export function putEventBytes(keyBytes: number, valueBytes: number): number {
  return 61 + keyBytes + valueBytes;
}

/** Protobuf bytes of a watch response with one delete event. */
export function deleteEventBytes(keyBytes: number): number {
  return 42 + keyBytes;
}

/** Protobuf bytes that each further event of the same response adds, beside its key and value. */
export const FURTHER_EVENT_BYTES = 31;

/** Protobuf bytes of one page of a range, given the keys' and values' bytes. */
export function rangeResponseBytes(keys: number, contentBytes: number): number {
  return 40 + keys * 30 + contentBytes;
}

/** gRPC prefix (5) + HTTP/2 frame header (9), per 16 KiB of message. */
const FRAME_BYTES = 14;
/** TLS 1.3 record (22). */
const TLS_RECORD_BYTES = 22;
/** TCP/IP headers of one 1,448-byte segment (52 with timestamps). */
const SEGMENT_HEADER_BYTES = 52;

/** Bytes on the wire of one message, with HTTP/2, TLS and TCP/IP around it. */
export function wireBytes(messageBytes: number, tls: boolean): number {
  const frames = Math.ceil(messageBytes / 16_384);
  const payload = messageBytes + frames * (FRAME_BYTES + (tls ? TLS_RECORD_BYTES : 0));
  return payload + Math.ceil(payload / 1_448) * SEGMENT_HEADER_BYTES;
}
