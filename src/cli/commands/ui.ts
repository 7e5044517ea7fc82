/**
 * `ui`: serves the explorer on this machine, or writes it as a file that opens without any server. The page is the same;
 * everything is computed in the browser.
 */
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import type { CommandModule } from "yargs";
import { errorCode, fileProblem } from "../../runner/file-problem.js";
import { makeFolder } from "../../runner/out-dir.js";
import { onStopSignal } from "../stop-signal.js";
import { printData } from "../terminal.js";
import { UsageError } from "../usage-error.js";

interface UiArgs {
  readonly port: number;
  readonly out: string | undefined;
}

/** Nobody else on the network can reach the page. */
const HOST = "127.0.0.1";
const HIGHEST_PORT = 65_535;
const FIRST_OPEN_PORT = 1024;

/** The command for yargs. */
export const uiCommand: CommandModule<object, UiArgs> = {
  command: "ui",
  describe: "Explore meshes in the browser: serve the page, or write it as one file",
  builder: (argv) =>
    argv
      .option("port", {
        type: "number",
        default: 8080,
        requiresArg: true,
        describe: "Port on this machine; 0 takes a free one",
      })
      .option("out", {
        type: "string",
        requiresArg: true,
        describe: "Write the page to this file (it works offline) instead of serving it",
      }),
  handler: async ({ port, out }) => {
    if (!Number.isInteger(port) || port < 0 || port > HIGHEST_PORT) {
      throw new UsageError(`--port must be a whole number from 0 to ${HIGHEST_PORT}`);
    }
    const { buildExplorer } = await import("../../explorer/page.js");
    const page = await buildExplorer();
    if (out !== undefined) {
      writePage(out, page);
      printData(`${out}\n`);
      return;
    }
    await serveUntilStopped(page, port);
  },
};

function writePage(file: string, page: string): void {
  try {
    makeFolder(dirname(file));
    writeFileSync(file, page);
  } catch (error) {
    throw fileProblem(error, file, "write the explorer");
  }
}

async function serveUntilStopped(page: string, port: number): Promise<void> {
  const kept = "the explorer is no longer served";
  const stop = onStopSignal(kept);
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (path !== "/" || (request.method !== "GET" && request.method !== "HEAD")) {
      response.writeHead(404, { "content-type": "text/plain; charset=utf-8" });
      response.end("only / is here\n");
      return;
    }
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(request.method === "HEAD" ? "" : page);
  });
  try {
    await listen(server, port);
    const { port: taken } = server.address() as AddressInfo;
    printData(`explorer: http://${HOST}:${taken}/ (Ctrl-C ends it)\n`);
    await stop.unlessStopped(new Promise<never>(() => undefined), kept);
  } finally {
    server.close();
    server.closeAllConnections();
    stop.forget();
  }
}

async function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const code = errorCode(error);
      if (code === "EADDRINUSE") {
        reject(
          new UsageError(`port ${port} is taken; name another one: --port 0 takes a free one`),
        );
      } else if (code === "EACCES") {
        reject(
          new UsageError(`port ${port} is not yours to open; take one from ${FIRST_OPEN_PORT} on`),
        );
      } else {
        reject(error);
      }
    });
    server.listen(port, HOST, resolve);
  });
}
