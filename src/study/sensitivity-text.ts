/**
 * A sensitivity in words: for each figure the constants that it hangs on, the assumed ones among them named as such,
 * since those are what a reader should doubt first. Not the runs (sensitivity.ts) or the charts (src/report).
 */
import {
  effectOf,
  type FigureSensitivity,
  type SensitivityDocument,
} from "../measure/sensitivity.js";
import { humanise } from "../report/format.js";
import { listWords, topologyWord } from "../report/words.js";

const MOST_CONSTANTS = 6;
/** A constant that moves a figure by less than this share is not what it hangs on. */
const MATTERS = 0.005;

/** The whole for a terminal. */
export function sensitivityText(document: SensitivityDocument): string {
  const { scenario, change, costProfile, seeds, figures } = document;
  const lines = [
    `${scenario.name}: constants of the profile "${costProfile}" changed by ${humanise(change, "ratio")}, seeds ${seeds.join(", ")}`,
    ...figures.flatMap((figure) => ["", ...figureLines(figure)]),
    "",
    doubtSentence(document),
  ];
  return `${lines.join("\n")}\n`;
}

/** Which assumed constants the figures hang on. */
export function doubtSentence({ figures, change }: SensitivityDocument): string {
  const assumed = new Set(
    figures.flatMap(({ oneAtATime, base }) =>
      oneAtATime
        .filter((one) => one.confidence === "assumed" && effectOf(one, base) >= MATTERS)
        .map(({ constant }) => constant),
    ),
  );
  const percent = humanise(change, "ratio");
  if (assumed.size === 0)
    return `No assumed constant moves these figures by 0.5 % when it changes by ${percent}.`;
  return `Measure these first, they are assumed and matter: ${listWords([...assumed])}.`;
}

function figureLines(figure: FigureSensitivity): readonly string[] {
  const { topology, metric, stat, base, unit, oneAtATime, screening } = figure;
  const head = `${topologyWord(topology)}: ${metric} ${stat} is ${humanise(base, unit)}`;
  const strong = oneAtATime
    .filter((one) => effectOf(one, base) >= MATTERS)
    .slice(0, MOST_CONSTANTS);
  if (strong.length === 0) return [`${head}; no constant moves it by 0.5 %`];
  const width = Math.max(...strong.map(({ constant }) => constant.length));
  return [
    head,
    ...strong.map(({ constant, confidence, low, high }) => {
      const screened = screening.find((one) => one.constant === constant);
      const morris =
        screened === undefined
          ? ""
          : `  Morris mu* ${humanise(screened.muStar, "ratio")}, sigma ${humanise(screened.sigma, "ratio")}`;
      return `  ${constant.padEnd(width)}  ${share(low, base)} to ${share(high, base)}  ${confidence}${morris}`;
    }),
  ];
}

function share(value: number, base: number): string {
  const change = (value - base) / base;
  return `${change < 0 ? "−" : "+"}${humanise(Math.abs(change), "ratio")}`;
}
