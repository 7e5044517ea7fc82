/** One run in a process of its own, started by reproduce.ts: prints what it gave and cost as a line of JSON. */
import { simulateOrder, type Order } from "./runs.js";

const order = JSON.parse(process.argv[2] ?? "{}") as Order;
process.stdout.write(`${JSON.stringify(simulateOrder(order))}\n`);
