/** A certificate that etcd refuses, an authority that is not etcd's, and none at all: each is one clear error. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EtcdClient } from "../../src/lab/client/etcd-client.js";
import { makeCertificates, type ClientTls } from "../../src/lab/etcd/certificates.js";
import { foreignEtcd } from "../../src/lab/etcd/foreign.js";
import { startEtcd } from "../../src/lab/etcd/local.js";
import type { EtcdTarget } from "../../src/lab/etcd/target.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { HAS_ETCD } from "./etcds.js";

const directory = temporaryFolder();
const other = join(directory, "other");
let etcd: EtcdTarget | undefined;
let right: ClientTls;
let wrong: ClientTls;

beforeAll(async () => {
  if (!HAS_ETCD) return;
  mkdirSync(other);
  wrong = makeCertificates(other, "ecdsa-p256").client;
  etcd = await startEtcd({ tls: "ecdsa-p256", directory });
  right = etcd.address.tls ?? wrong;
});
afterAll(async () => etcd?.stop());

async function use(tls: ClientTls | undefined): Promise<void> {
  const address = { url: etcd?.address.url ?? "", tls };
  const client = await EtcdClient.connect({ address, bandwidthPings: true });
  await client.put("key", Buffer.from("value"));
  await client.close();
}

test.runIf(HAS_ETCD)("the right ones work", async () => {
  await expect(use(right)).resolves.toBeUndefined();
});

test.runIf(HAS_ETCD)("a client certificate of another authority", async () => {
  await expect(use({ ...wrong, ca: right.ca })).rejects.toThrow(
    /etcd refuses the client's certificate/,
  );
});

test.runIf(HAS_ETCD)("another authority than etcd's", async () => {
  await expect(use({ ...right, ca: wrong.ca })).rejects.toThrow(
    /etcd's certificate is not of the authority given/,
  );
});

test.runIf(HAS_ETCD)("the same through --etcd", async () => {
  const options = { url: etcd?.address.url ?? "", tlsKind: "ecdsa-p256", cores: 1 } as const;
  const removePrefix = async (): Promise<void> => Promise.resolve();
  const tls = { ...wrong, ca: right.ca };
  await expect(foreignEtcd({ ...options, tls, removePrefix })).rejects.toThrow(/certificate/);
});
