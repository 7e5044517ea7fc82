/**
 * results/bench/README.md: the figures of bench.json and scaling.json as tables beside their charts. It says what was
 * measured and on what, and judges nothing: docs/background/scale.md does.
 */
import {
  PENDING,
  pendingWords,
  type BenchFile,
  type Measurement,
  type ScalingFile,
} from "./measurement.js";

/** The page's text; parts that were not measured are left out. */
export function benchPage(files: {
  readonly bench: BenchFile | undefined;
  readonly scaling: ScalingFile | undefined;
}): string {
  const { bench, scaling } = files;
  const parts = [
    "# Benchmarks",
    "Written by `npm run bench`: how fast the engine and whole runs were on one machine, once. Advice, not a gate: another machine, or another minute, gives other figures. Ratios within one table hold better than its figures.",
    "```sh\nnpm run bench -- --out results/bench            # with --largest also mesh-511x5000\nnpm run bench -- scaling --out results/bench    # --repeats 5: medians of five runs\nnpm run bench:compare -- HEAD~1 HEAD             # two commits, or two files\n```",
    ...(bench === undefined ? [] : speeds(bench)),
    ...(scaling === undefined ? [] : growth(scaling)),
  ];
  return `${parts.join("\n\n")}\n`;
}

function speeds({ machine, measurements }: BenchFile): readonly string[] {
  const runs = measurements.flatMap(({ name, cost, eventsPerSecond, samples }) => {
    if (cost === undefined) return [];
    const { wallSeconds, cpuSeconds, peakRssMiB, simulatedSeconds } = cost;
    return [
      [
        name,
        millions(eventsPerSecond),
        wallSeconds.toFixed(2),
        cpuSeconds.toFixed(2),
        peakRssMiB.toFixed(0),
        (simulatedSeconds / wallSeconds).toPrecision(3),
        String(samples),
      ],
    ];
  });
  const mm1 = measurements.find(({ section }) => section === "M/M/1");
  return [
    machineWords(machine),
    "## Hold model",
    "Pop the first event, run its handler (in the engine), push one at now + Exp(1 s). Millions of events per second, medians, all in one process. The engine's figures hold its run loop and a handler; the others are bare queues.",
    table(["queue", ...PENDING.map(pendingWords)], holdRows(measurements)),
    "![Hold model](hold-model.svg)",
    ...(mm1 === undefined
      ? []
      : [
          `M/M/1 (one \`Station\` at ${mm1.name}): ${millions(mm1.eventsPerSecond)} million events per second.`,
        ]),
    ...(runs.length === 0
      ? []
      : [
          "## Whole runs",
          "Each topology in a process of its own, without files and charts. Time is that of the simulation, memory that of the process; medians.",
          table(
            [
              "preset",
              "million events/s",
              "wall s",
              "CPU s",
              "peak MiB",
              "simulated s per wall s",
              "runs",
            ],
            runs,
          ),
          "![Whole runs](presets.svg)",
        ]),
  ];
}

function holdRows(measurements: readonly Measurement[]): readonly (readonly string[])[] {
  const rows = new Map<string, string[]>();
  for (const [place, pending] of PENDING.entries()) {
    const ending = `, ${pendingWords(pending)}`;
    for (const { name, eventsPerSecond } of measurements) {
      if (!name.endsWith(ending)) continue;
      const queue = name.slice(0, -ending.length);
      const row = rows.get(queue) ?? [queue, "", "", ""];
      row[place + 1] = millions(eventsPerSecond);
      rows.set(queue, row);
    }
  }
  return [...rows.values()];
}

function growth({ machine, repeats, results }: ScalingFile): readonly string[] {
  const rows = results.map(({ axis, topology, points, cpuExponent, memoryExponent }) => {
    const first = points[0];
    const last = points[points.length - 1];
    const times = (read: (point: typeof first) => number | undefined): string => {
      const ratio = (read(last) ?? NaN) / (read(first) ?? NaN);
      return ratio.toPrecision(3);
    };
    return [
      axis,
      topology,
      `${first?.value ?? ""} to ${last?.value ?? ""}`,
      cpuExponent.toFixed(2),
      times((point) => point?.cpuSeconds),
      memoryExponent.toFixed(2),
      times((point) => point?.peakRssMiB),
    ];
  });
  return [
    "## Growth along each axis",
    `${machineWords(machine)} The preset mesh-511x5000 with other numbers of clusters, nodes or changes, 65 simulated seconds from the synchronised state, ${repeats === 1 ? "one run a point" : `medians of ${repeats} runs a point`}. An exponent of 0 costs nothing, 1 is in proportion; the ratio is that of the last point to the first.`,
    table(
      ["axis", "topology", "from, to", "CPU exponent", "ratio", "memory exponent", "ratio"],
      rows,
    ),
    "![CPU](scaling-cpu.svg)",
    "![Memory](scaling-memory.svg)",
  ];
}

function machineWords(machine: Readonly<Record<string, string>>): string {
  const { cpu = "unknown", cores, node = "", platform = "", clock } = machine;
  const timed =
    clock === "processor time"
      ? " The machine was busy with other work, so loops were timed by their processor time."
      : "";
  return `${cpu}${cores === undefined ? "" : `, ${cores} cores`}, Node ${node}, ${platform}.${timed}`;
}

function millions(perSecond: number): string {
  const value = perSecond / 1e6;
  return value.toFixed(value < 1 ? 2 : 1);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
