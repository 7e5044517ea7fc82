/**
 * The command line of `npm run bench`: what may be asked for, and its help. A wrong option ends the process with one line
 * and exit code 2. Not here: what is measured.
 */
import { parseArgs } from "node:util";

/** What was asked for. */
export interface BenchOptions {
  /** How runs grow, instead of how fast they are. */
  readonly isScaling: boolean;
  readonly out: string | undefined;
  /** Beginning of a section's name. */
  readonly only: string | undefined;
  readonly largest: boolean;
  /** So many runs of each preset, or of each point of the scaling sweep. */
  readonly repeats: number | undefined;
}

const HELP = `npm run bench -- [OPTIONS]            how many events a second, and what whole runs cost
npm run bench -- scaling [OPTIONS]    how runs grow with nodes, clusters, changes and restarts

  --only SECTION   measure one part and keep the others of the file; the beginning of its name is enough
                   (hold model, bare queue, M/M/1, whole run)
  --largest        whole runs of mesh-511x5000 too, which take minutes
  --repeats N      runs of each preset (without it 3, or 1 of those over 20 s) or of each point (without it 1)
  --out FOLDER     where the figures and charts go (without it results/local/bench)
  --cpu-clock      time loops by processor time, for a machine that is busy with other work
  --help           this text

Two files or commits side by side: npm run bench:compare -- A B
`;

/** Reads the arguments; prints the help, or what is wrong, and ends the process when there is nothing to measure. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parsed(args);
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  const [command, ...more] = positionals;
  if (more.length > 0 || (command !== undefined && command !== "scaling")) {
    refuse(`unknown argument "${more[0] ?? command ?? ""}"; the only one is: scaling`);
  }
  const repeats = values.repeats === undefined ? undefined : Number(values.repeats);
  if (repeats !== undefined && !(Number.isInteger(repeats) && repeats >= 1 && repeats <= 100)) {
    refuse(`--repeats takes a whole number from 1 to 100, not "${values.repeats ?? ""}"`);
  }
  const { out, only, largest } = values;
  return { isScaling: command === "scaling", out, only, largest, repeats };
}

/** Ends the process with one line about what is wrong. */
export function refuse(what: string): never {
  process.stderr.write(`bench: ${what}\n`);
  process.exit(2);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string" },
        only: { type: "string" },
        largest: { type: "boolean", default: false },
        repeats: { type: "string" },
        "cpu-clock": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    refuse(`${text.split(". ")[0] ?? text} (see --help)`);
  }
}
