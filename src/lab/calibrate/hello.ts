/**
 * What an etcd spends on a handshake before the client answers: one hello of a real client is recorded and sent again on
 * many connections, each of which is given up when the first bytes come back. Nothing is decrypted.
 */
import { connect, createServer, type AddressInfo } from "node:net";
import { connect as connectTls } from "node:tls";
import { messageOf, LabFailure } from "../lab-failure.js";
import type { Bench } from "./bench.js";

const TIMEOUT_MS = 5000;

/** CPU of one answered hello, in nanoseconds; 0 for an etcd without TLS. */
export async function readHello(bench: Bench): Promise<number> {
  const { address } = bench.etcd;
  if (address.tls === undefined) return 0;
  const { hostname, port } = new URL(address.url);
  const hello = await recordHello();
  const count = bench.units(60);
  const { cpuNs } = await bench.cost(count, async () =>
    bench.atATime(8, count, async () => sayHello({ host: hostname, port: Number(port) }, hello)),
  );
  return cpuNs;
}

/** The first bytes that a client of HTTP/2 over TLS sends. */
async function recordHello(): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.once("data", (data) => {
        socket.destroy();
        server.close();
        resolve(data);
      });
    });
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const client = connectTls({ host: "127.0.0.1", port, ALPNProtocols: ["h2"] });
      // It never gets an answer.
      client.once("error", () => client.destroy());
    });
  });
}

async function sayHello(
  at: { readonly host: string; readonly port: number },
  hello: Buffer,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(at, () => socket.write(hello));
    const failed = (error: Error): void =>
      reject(new LabFailure(`etcd does not answer a hello: ${messageOf(error)}`));
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("nothing came in 5 s")));
    socket.once("error", failed);
    socket.once("data", () => {
      socket.destroy();
      resolve();
    });
  });
}
