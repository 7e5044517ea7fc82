/** `npx tsx experiments/reported-incidents/reproduce.ts` simulates the runs again: less than a minute. */
import { reproduce } from "../incident-runs.js";
import { EXPERIMENT, REPORTED } from "./runs.js";

await reproduce(EXPERIMENT, REPORTED);
