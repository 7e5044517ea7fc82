/**
 * Certificates for mutual TLS between a lab's etcd and its clients: an authority, a server and a client, made anew for
 * each etcd by the `openssl` program, in the key types that Cilium's installations use.
 * Not a way to make certificates for anything that lives longer than a measurement.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LabFailure, messageOf } from "../lab-failure.js";

/** How clients and etcd talk; the names of the scenarios' `etcd.tls`. */
export type TlsKind = "disabled" | "rsa-2048" | "ecdsa-p256";

/** What a client needs to connect, as PEM. */
export interface ClientTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Files for the server, contents for the client. */
export interface Certificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly client: ClientTls;
}

const KEY_OPTIONS: Readonly<Record<Exclude<TlsKind, "disabled">, readonly string[]>> = {
  "rsa-2048": ["-newkey", "rsa:2048"],
  "ecdsa-p256": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
};

/**
 * Writes an authority, a server's and a client's certificate into a directory.
 * @throws LabFailure when there is no openssl, or it refuses.
 */
export function makeCertificates(
  directory: string,
  kind: Exclude<TlsKind, "disabled">,
): Certificates {
  const file = (name: string): string => join(directory, name);
  const request = ["req", "-x509", "-nodes", "-days", "2", ...KEY_OPTIONS[kind]];
  openssl([
    ...request,
    ...["-keyout", file("ca.key"), "-out", file("ca.crt"), "-subj", "/CN=clustermesh-sim lab"],
  ]);
  const extensions = {
    server: "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth",
    client: "extendedKeyUsage=clientAuth",
  };
  for (const [name, extension] of Object.entries(extensions)) {
    writeFileSync(file(`${name}.ext`), `${extension}\n`);
    const asked = ["-keyout", file(`${name}.key`), "-out", file(`${name}.csr`)];
    openssl(["req", "-new", "-nodes", ...KEY_OPTIONS[kind], ...asked, "-subj", `/CN=${name}`]);
    openssl([
      ...["x509", "-req", "-days", "2", "-in", file(`${name}.csr`), "-CAcreateserial"],
      ...["-CA", file("ca.crt"), "-CAkey", file("ca.key")],
      ...["-extfile", file(`${name}.ext`), "-out", file(`${name}.crt`)],
    ]);
  }
  const read = (name: string): string => readFileSync(file(name), "utf8");
  return {
    caFile: file("ca.crt"),
    certFile: file("server.crt"),
    keyFile: file("server.key"),
    client: { ca: read("ca.crt"), cert: read("client.crt"), key: read("client.key") },
  };
}

function openssl(args: readonly string[]): void {
  try {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") {
      throw new LabFailure(
        "no openssl on the PATH to make certificates with: install it, or use TLS off",
      );
    }
    throw new LabFailure(
      `openssl made no certificate: ${messageOf(error).split("\n").slice(1).join(" ")}`,
    );
  }
}
