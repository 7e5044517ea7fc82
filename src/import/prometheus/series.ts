/**
 * Time series as an importer needs them: not the samples, but what they add up to, so that a day of samples takes no
 * more memory than one. Counters may begin anew when a process restarts, as Prometheus' own increase() assumes.
 */

export type Labels = Readonly<Record<string, string>>;

/** One series, summed up. */
export interface Series {
  readonly name: string;
  readonly labels: Labels;
  /** Which of the files it is from. */
  readonly source: number;
  samples: number;
  first: number;
  last: number;
  sum: number;
  max: number;
  /** Sum of all rises; a fall is a restart from zero. */
  increase: number;
  /** Seconds; undefined when samples carry no time. */
  from: number | undefined;
  until: number | undefined;
}

/** Names that mean something to the simulator; the rest of a scrape is passed over. */
const WANTED =
  /^(?:cilium_|etcd_|clustermesh_sim_|process_resident_memory_bytes$|sync_latency_seconds$)/;
const OWN = /^(?:changes_total|cross_cluster_|station_utilization$|incident_)/;
/** Far above the metrics of 511 clusters; keeps a dump of a whole company from filling the memory. */
const MOST_SERIES = 500_000;

/** All series of the files that were read. */
export class SeriesSet {
  private readonly series = new Map<string, Series>();
  /** Samples of names that mean nothing here. */
  passedOver = 0;

  /** Adds a sample. False when there are too many series. */
  add(
    source: number,
    name: string,
    labels: Labels,
    value: number,
    time: number | undefined,
  ): boolean {
    if (!WANTED.test(name) && !OWN.test(name)) {
      this.passedOver += 1;
      return true;
    }
    if (!Number.isFinite(value)) return true;
    const parts = Object.keys(labels)
      .sort()
      .map((key) => `${key}\0${labels[key] ?? ""}`);
    const key = [name, ...parts].join("\0");
    const known = this.series.get(key);
    if (known === undefined) {
      if (this.series.size >= MOST_SERIES) return false;
      this.series.set(key, begin(source, name, labels, value, time));
      return true;
    }
    known.increase += value >= known.last ? value - known.last : value;
    known.samples += 1;
    known.last = value;
    known.sum += value;
    known.max = Math.max(known.max, value);
    known.from ??= time;
    if (time !== undefined) known.until = time;
    return true;
  }

  /** Whether nothing useful was found. */
  get isEmpty(): boolean {
    return this.series.size === 0;
  }

  /** All series of a name, in the order of the files. */
  named(name: string, labels: Labels = {}): readonly Series[] {
    const wanted = Object.entries(labels);
    return [...this.series.values()].filter(
      (one) => one.name === name && wanted.every(([key, value]) => one.labels[key] === value),
    );
  }
}

function begin(
  source: number,
  name: string,
  labels: Labels,
  value: number,
  time: number | undefined,
): Series {
  const figures = { first: value, last: value, sum: value, max: value, increase: 0 };
  return { name, labels, source, samples: 1, ...figures, from: time, until: time };
}

/** Mean of all samples. */
export function meanOf(series: Series): number {
  return series.sum / series.samples;
}

/**
 * Rise of a counter per second; undefined when there is only one sample, or no time.
 * @param windowSeconds Time from the first to the last sample when they carry none.
 */
export function rateOf(series: Series, windowSeconds: number | undefined): number | undefined {
  const { from, until, samples, increase } = series;
  if (samples < 2) return undefined;
  const seconds = from === undefined || until === undefined ? windowSeconds : until - from;
  return seconds === undefined || seconds <= 0 ? undefined : increase / seconds;
}
