/** The revision log is a ring: whoever holds a revision can read all changes after it, and nothing grows without a holder. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Keyspace, type Prefix, type WatchEvent } from "../../../models/etcd/keyspace.js";
import { RevisionLog, type RevisionHold } from "../../../models/etcd/revision-log.js";

const KEYS = 7;

/** A log beside a plain list of all that ever happened. */
class History {
  readonly log = new RevisionLog();
  readonly prefixes: readonly Prefix[];
  revision = 0;
  private readonly all: { revision: number; prefix: Prefix; event: WatchEvent }[] = [];

  constructor() {
    const keyspace = new Keyspace();
    this.prefixes = ["a", "b", "c"].map((name) => keyspace.prefix(name, 100));
  }

  /** Changes a few keys, two at one revision now and then. */
  change(seed: number): void {
    const prefix = this.prefixes[seed % 3];
    if (prefix === undefined) return;
    this.revision += 1;
    for (const key of seed % 11 === 0 ? [seed % KEYS, (seed + 1) % KEYS] : [seed % KEYS]) {
      const before = { version: prefix.version(key), bytes: prefix.sizeOf(key) };
      const isDeleted = seed % 5 === 0 && before.bytes > 0;
      const event = {
        key,
        valueBytes: isDeleted ? 0 : 1 + (seed % 50),
        version: before.version + 1,
        change: undefined,
      };
      if (isDeleted) prefix.delete(key, event.version);
      else prefix.put(key, event.valueBytes, event.version);
      prefix.lastRevision = this.revision;
      this.log.append(this.revision, prefix, event, before.version, before.bytes);
      this.all.push({ revision: this.revision, prefix, event });
    }
  }

  after(prefix: Prefix, revision: number): readonly unknown[] {
    return this.all
      .filter((one) => one.prefix === prefix && one.revision > revision)
      .map(({ revision: at, event }) => ({ revision: at, event }));
  }
}

const contentOf = (prefix: Prefix): readonly number[] =>
  Array.from({ length: KEYS }, (_, key) => prefix.sizeOf(key) * 1000 + prefix.version(key));

test("what a holder needs is there, and content is that of its revision", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 900 }), fc.nat(), fc.boolean()), {
    minLength: 3,
    maxLength: 9,
  });
  fc.assert(
    fc.property(steps, (script) => {
      const history = new History();
      const holders: { hold: RevisionHold; content: readonly (readonly number[])[] }[] = [];
      let seed = 1;
      for (const [changes, which, releases] of script) {
        const hold = history.log.hold(history.revision);
        holders.push({ hold, content: history.prefixes.map(contentOf) });
        for (let one = 0; one < changes; one += 1) history.change((seed += 1 + (which % 13)));
        if (releases) {
          const [gone] = holders.splice(which % holders.length, 1);
          if (gone !== undefined) history.log.release(gone.hold);
        }
        for (const { hold: held, content } of holders) {
          for (const [index, prefix] of history.prefixes.entries()) {
            expect(history.log.changesOf(prefix, held.revision)).toEqual(
              history.after(prefix, held.revision),
            );
            const then = history.log.contentAt(prefix, held.revision);
            const told = Array.from(
              { length: KEYS },
              (_, key) => then.sizeOf(key) * 1000 + then.version(key),
            );
            expect(told).toEqual(content[index]);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("without a holder a short tail is kept, also after somebody held a lot", () => {
  const history = new History();
  const kept = (): number =>
    history.prefixes.reduce((sum, prefix) => sum + history.log.changesOf(prefix, 0).length, 0);
  const run = (changes: number): void => {
    for (let one = 0; one < changes; one += 1) history.change(1 + one * 6);
  };
  run(20_000);
  expect(kept()).toBeGreaterThanOrEqual(512);
  expect(kept()).toBeLessThanOrEqual(1024);
  const hold = history.log.hold(history.revision);
  run(20_000);
  expect(kept()).toBeGreaterThanOrEqual(20_000);
  history.log.release(hold);
  run(60_000);
  expect(kept()).toBeLessThanOrEqual(1024);
});
