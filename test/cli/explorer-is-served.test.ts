/** `ui` writes the page or serves it on this machine until it is stopped; what it cannot do it says in a line. */
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSim, clustermeshSimAside, startClustermeshSim } from "./command.js";

const folder = temporaryFolder();

it("writes one page without any address to load from", () => {
  const { code, stdout } = clustermeshSim(["ui", "--out", "a/explorer.html"], { cwd: folder });
  expect([code, stdout]).toEqual([0, "a/explorer.html\n"]);
  const page = readFileSync(join(folder, "a", "explorer.html"), "utf8");
  expect(page.length).toBeLessThan(3e6);
  expect(page).not.toMatch(/<(script|link|img)[^>]+(src|href)="http/);
});

it("serves the page alone, and ends by Ctrl-C", async () => {
  const child = startClustermeshSim(["ui", "--port", "0"], folder);
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const address = await new Promise<string>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) =>
      resolve(/http:\S+/.exec(chunk.toString())?.[0] ?? ""),
    );
  });
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const page = await fetch(address);
  expect([page.status, page.headers.get("content-type")]).toEqual([
    200,
    "text/html; charset=utf-8",
  ]);
  expect(await page.text()).toContain("<title>Explorer · clustermesh-sim</title>");
  expect((await fetch(`${address}package.json`)).status).toBe(404);
  child.kill("SIGINT");
  expect(await ended).toBe(130);
});

it("a port that is taken or is none, and a place that cannot be written, are explained", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const taken = await clustermeshSimAside(["ui", "--port", String(port)]);
  server.close();
  expect(taken).toMatchObject({ code: 2, stdout: "" });
  expect(taken.stderr).toContain(`port ${port} is taken`);
  expect(clustermeshSim(["ui", "--port", "70000"])).toMatchObject({ code: 2 });
  const refused = clustermeshSim(["ui", "--out", "/proc/none/explorer.html"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr.trim().split("\n")).toHaveLength(1);
});
