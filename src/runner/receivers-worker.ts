/** The body of a thread that simulates shares of receivers, one for each place that it is told. */
import { parentPort, workerData } from "node:worker_threads";
import { RecordReceiver } from "./record-channel.js";
import { toErrorRecord } from "./run-failure.js";
import type { ReceiversMessage, ReceiversTask } from "./share-threads.js";
import { simulateReceivers } from "./simulate.js";
import { simulationOptions, throttled } from "./topology-task.js";

function post(message: ReceiversMessage): void {
  parentPort?.postMessage(message);
}

const { task, record: link } = workerData as ReceiversTask;
const record = new RecordReceiver(link);
const onProgress = throttled((progress) => post({ kind: "progress", progress }));

async function simulate(place: number): Promise<void> {
  try {
    const options = { ...(await simulationOptions(task)), onProgress };
    post({ kind: "done", run: simulateReceivers(options, { place, record }) });
  } catch (error) {
    post({ kind: "failed", error: toErrorRecord(error) });
  }
}

parentPort?.on("message", (place: number) => void simulate(place));
