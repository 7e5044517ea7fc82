/**
 * Runs parts of an experiment in processes of their own, two at a time: each prints one line of JSON, so that its time
 * and its memory are its own. What is done is kept under results/local/, and `--resume` takes it from there instead of
 * running it again: right after an interruption, wrong after a change of the model. Not here: what is run.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const AT_ONCE = 2;
const RESUMES = process.argv.includes("--resume");

/**
 * Runs `script` once for each order, which it gets as JSON in its first argument; returns what they printed, in order.
 * @throws Error with what a child said, when it failed.
 */
export async function runChildren<Order, Result>(
  script: URL,
  orders: readonly Order[],
  options: {
    /** The experiment's name: where its finished parts are kept. */
    readonly name: string;
    readonly atOnce?: number;
    readonly tell: (order: Order) => void;
  },
): Promise<readonly Result[]> {
  const kept = join("results", "local", options.name);
  mkdirSync(kept, { recursive: true });
  const results = new Map<number, Result>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < orders.length) {
      const index = next;
      next += 1;
      const order = orders[index];
      if (order === undefined) return;
      const file = join(kept, fileOf(order));
      const isKept = RESUMES && existsSync(file);
      const text = isKept ? readFileSync(file, "utf8") : await runChild(script, order);
      results.set(index, JSON.parse(text) as Result);
      if (!isKept) writeFileSync(file, text);
      options.tell(order);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce ?? AT_ONCE }, worker));
  return orders.flatMap((_, index) => results.get(index) ?? []);
}

/** `clusters-64-sample-8-seed-1.json` and the like: the order's fields in their order. */
function fileOf(order: unknown): string {
  const words = JSON.stringify(order).match(/[A-Za-z0-9]+/g) ?? [];
  return `${words.join("-")}.json`;
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
