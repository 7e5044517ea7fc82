/**
 * What a reader of a sweep's results must know before believing them: too few seeds or samples, a warm-up that was too
 * short, a precision that was not met, runs that failed. Each with a stable code, as the warnings of a run.
 */
import type { Warning } from "../../measure/documents.js";
import type { TopologyName } from "../../scenario/scenario.js";
import { samplesNeeded, tooFewSeeds } from "../estimate.js";
import { pointName } from "../point.js";
import { neededWarmUpSeconds } from "../warm-up.js";
import { figureIn } from "./figures.js";
import type { Sweep } from "./load.js";
import { isDone, type PointState } from "./schedule.js";

/** Code, meaning and what to do, for `explain S001`. */
export const STUDY_CODES: Readonly<Record<string, { meaning: string; advice: string }>> = {
  S001: {
    meaning: "An interval rests on fewer than five seeds.",
    advice: "Give more seeds. Student's t holds for few values only when they are about normal.",
  },
  S002: {
    meaning: "A quantile rests on so few samples that it is little more than the highest of them.",
    advice:
      "Measure longer (spec.simulation.duration), or look at a lower quantile: ten samples should lie beyond it.",
  },
  S003: {
    meaning: "The figures still drifted where the measured window began, as MSER-5 finds.",
    advice: "Give a longer spec.simulation.warmup, or warmUp: auto in the sweep.",
  },
  S004: {
    meaning:
      "MSER-5 finds no steady part: the best cut is half of the series, or the window is very short.",
    advice: "Look for a queue that grows (W001); if there is none, measure longer.",
  },
  S005: {
    meaning: "The precision that was asked for was not met with the most seeds allowed.",
    advice: "Allow more seeds (precision.maxSeeds), measure longer, or ask for less.",
  },
  S006: {
    meaning: "Runs of a point gave no result; its figures rest on the others.",
    advice:
      "See the failures in the results; --only-failed runs them again once the cause is gone.",
  },
};

/** A remark on a sweep; `points` names the points that it is about. */
export interface Note {
  readonly code: string;
  readonly message: string;
  readonly points: readonly string[];
}

/** All remarks, those of the runs themselves included, sorted by code. */
export function notesOf(sweep: Sweep, states: readonly PointState[]): readonly Note[] {
  const found: { readonly code: string; readonly message: string; readonly point: string }[] = [];
  for (const state of states) {
    const point = pointName(state.point);
    for (const { code, message } of pointNotes(sweep, state)) found.push({ code, message, point });
    for (const code of warningCodes(state)) {
      found.push({ code, message: `see: explain ${code}`, point });
    }
  }
  const notes = new Map<string, { code: string; message: string; points: string[] }>();
  for (const { code, message, point } of found) {
    const note = notes.get(`${code} ${message}`) ?? { code, message, points: [] };
    note.points.push(point);
    notes.set(`${code} ${message}`, note);
  }
  return [...notes.values()].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}

type Found = Pick<Warning, "code" | "message">;

function pointNotes(sweep: Sweep, state: PointState): readonly Found[] {
  const done = state.runs.filter(isDone);
  const few = tooFewSeeds(done.length);
  const failed = state.runs.length - done.length;
  return [
    ...(few === undefined ? [] : [{ code: "S001", message: few }]),
    ...state.point.scenario.topologies.flatMap((topology) => sampleNotes(sweep, state, topology)),
    ...state.warmUp.flatMap((warmUp): readonly Found[] => {
      const { topology } = warmUp;
      if (!warmUp.steady) return [{ code: "S004", message: `${topology}: no steady part` }];
      if (neededWarmUpSeconds([warmUp]) <= warmUp.configuredSeconds) return [];
      const cut = `MSER-5 cuts ${warmUp.cutSeconds} s`;
      const message = `${topology}: ${cut}, the warm-up is ${warmUp.configuredSeconds} s`;
      return [{ code: "S003", message }];
    }),
    ...(state.precise === false
      ? [{ code: "S005", message: `not within ${sweep.spec.precision?.within ?? ""}` }]
      : []),
    ...(failed > 0
      ? [{ code: "S006", message: `${failed} of ${state.runs.length} runs failed` }]
      : []),
  ];
}

function sampleNotes(
  { spec }: Sweep,
  { runs }: PointState,
  topology: TopologyName,
): readonly Found[] {
  return spec.figures.flatMap((figure) => {
    if (figure.metric !== "sync_latency_seconds") return [];
    const counts = runs
      .filter(isDone)
      .flatMap(({ rows }) => figureIn(rows, topology, { ...figure, stat: "count" })?.value ?? []);
    if (counts.length === 0) return [];
    const needed = samplesNeeded(figure.stat);
    if (Math.min(...counts) >= needed) return [];
    const message = `${topology}: ${figure.stat} of fewer than ${needed} samples`;
    return [{ code: "S002", message }];
  });
}

function warningCodes({ runs }: PointState): readonly string[] {
  const codes = runs.filter(isDone).flatMap(({ warnings }) => warnings.map(({ code }) => code));
  return [...new Set(codes)].sort();
}
