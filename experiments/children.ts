/**
 * Runs parts of an experiment in processes of their own, two at a time: each prints one line of JSON, so that its time
 * and its memory are its own. Not here: what is run.
 */
import { spawn } from "node:child_process";

const AT_ONCE = 2;

/**
 * Runs `script` once for each order, which it gets as JSON in its first argument; returns what they printed, in order.
 * @throws Error with what a child said, when it failed.
 */
export async function runChildren<Order, Result>(
  script: URL,
  orders: readonly Order[],
  options: { readonly atOnce?: number; readonly tell: (order: Order) => void },
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < orders.length) {
      const index = next;
      next += 1;
      const order = orders[index];
      if (order === undefined) return;
      results.set(index, JSON.parse(await runChild(script, order)) as Result);
      options.tell(order);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce ?? AT_ONCE }, worker));
  return orders.flatMap((_, index) => results.get(index) ?? []);
}

function runChild(script: URL, order: unknown): Promise<string> {
  const args = ["--import", "tsx", script.pathname, JSON.stringify(order)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let errors = "";
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`${script.pathname} failed: ${errors}`));
    });
  });
}
