/**
 * What a run of a lab's scenario gives, predicted or measured: the same figures under the same names, so that they can
 * stand side by side. A figure that a scenario has no use for is absent.
 */

/** Figures and their units. */
export const FIGURES = {
  cpuSeconds: "s",
  events: "events",
  sentBytes: "bytes",
  rssBytes: "bytes",
  deliveryP50: "s",
  deliveryP95: "s",
  deliveryP99: "s",
  resyncP50: "s",
  resyncP99: "s",
  bootstrapSeconds: "s",
} as const;

export type FigureName = keyof typeof FIGURES;

export type Outcome = Readonly<Partial<Record<FigureName, number>>>;

/** The names of the figures, in the order of tables. */
export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[];

/** The value below which a share of the samples lies; undefined when there are none. */
export function quantile(samples: readonly number[], share: number): number | undefined {
  if (samples.length === 0) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** The middle of some numbers; 0 of none. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const { length } = sorted;
  const [low = 0, high = 0] = [
    sorted[Math.floor((length - 1) / 2)],
    sorted[Math.floor(length / 2)],
  ];
  return (low + high) / 2;
}

/** An outcome without the figures that are undefined. */
export function outcomeOf(
  figures: Readonly<Partial<Record<FigureName, number | undefined>>>,
): Outcome {
  const present = Object.entries(figures).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present);
}
