/** What an etcd did not answer fails when its process ends, in the order in which it had come; then the client goes on. */
import { expect, it } from "vitest";
import { smallEtcd, value } from "./small-etcd.js";

it("fails what was not answered in order, and serves again when the etcd is back", () => {
  const { sim, etcd, client } = smallEtcd();
  client.connect(0);
  const prefix = etcd.keyspace.prefix("p/", 20);
  const log: string[] = [];
  const put = (key: number, afterNs: number): void => {
    const done = (result: string): void => void log.push(`${key} ${result}`);
    sim.schedule(afterNs, () => client.put(prefix, value(key, 100), 0, { done }));
  };
  for (let key = 0; key < 3; key += 1) put(key, 0);
  sim.run({ untilNs: 1e9 });
  expect(log.sort()).toEqual(["0 ok", "1 ok", "2 ok"]);

  // Some are answered, the others are under way in the etcd when its process ends.
  for (let key = 10; key < 20; key += 1) put(key, (key - 10) * 20_000);
  sim.schedule(260_000, () => {
    etcd.stop();
    etcd.start();
  });
  sim.run({ untilNs: 10e9 });
  const after = log.slice(3);
  const failed = after.filter((line) => line.endsWith("unavailable"));
  expect(failed.length).toBeGreaterThan(1);
  expect(failed).toEqual([...failed].sort());
  expect(failed.length).toBeLessThan(after.length);
  expect(after.length).toBe(10);

  put(30, 0);
  sim.run({ untilNs: 20e9 });
  expect(log.at(-1)).toBe("30 ok");
});
