/** A holder that shares the content with which it began says the same as one that wrote all of it itself. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { KeyColumns } from "../../../models/etcd/key-columns.js";
import { KeyContent } from "../../../models/etcd/key-content.js";

const KEYS = 300;
const word = fc.nat({ max: 1000 });
const step = fc.record({ key: fc.nat({ max: KEYS + 50 }), version: word, size: word, lease: word });

it("whatever is written", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const versions = Uint32Array.from({ length: KEYS }, () => 1);
      const sizes = Uint32Array.from({ length: KEYS }, (_, key) => 100 + key);
      const own = new KeyColumns();
      for (let key = 0; key < KEYS; key += 1) {
        own.set(key, 1, 100 + key, 5 + Math.floor((2 + key) / 7));
      }
      const shared = new KeyColumns();
      const leases = { firstLease: 5, keysBefore: 2, keysPerLease: 7 };
      shared.assume({ versions, sizes, totalBytes: 0, ...leases });
      for (const [index, { key, version, size, lease }] of steps.entries()) {
        for (const one of [own, shared]) {
          if (index % 3 === 0) one.setValue(key, version, size);
          else if (index % 3 === 1) one.set(key, version, size, lease);
          else one.setLease(key, lease);
        }
      }
      expect(shared.length).toBe(own.length);
      for (let key = 0; key < own.length + 3; key += 1) {
        expect(shared.version(key)).toBe(own.version(key));
        expect(shared.sizeOf(key)).toBe(own.sizeOf(key));
        expect(shared.leaseOf(key)).toBe(own.leaseOf(key));
      }
      expect(shared.content()).toEqual(own.content());
      expect(sizes[0]).toBe(100);
    }),
    { numRuns: 60 },
  );
});

it("also when the content was taken over from a list, without leases", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), fc.boolean(), (steps, isShared) => {
      const versions = Uint32Array.from({ length: KEYS }, () => 1);
      const sizes = Uint32Array.from({ length: KEYS }, (_, key) => 100 + key);
      const listed = new KeyColumns();
      listed.assume({
        versions,
        sizes,
        totalBytes: 0,
        firstLease: 9,
        keysBefore: 0,
        keysPerLease: 5,
      });
      listed.set(3, 2, 77, 4);
      const frozen = listed.frozen();
      const content = isShared ? frozen : withoutSharing(frozen);
      const taken = new KeyColumns();
      taken.begin(content);
      const own = new KeyColumns();
      for (let key = 0; key < KEYS; key += 1)
        own.set(key, frozen.version(key), frozen.sizeOf(key), 0);
      for (const [index, { key, version, size, lease }] of steps.entries()) {
        for (const one of [own, taken]) {
          if (index % 4 === 0) one.replace(key, version, size);
          else if (index % 4 === 1) one.erase(key, version);
          else if (index % 4 === 2) one.setLease(key, lease);
          else one.set(key, version, size, lease);
        }
      }
      expect(taken.length).toBe(own.length);
      for (let key = 0; key < own.length + 3; key += 1) {
        expect(taken.version(key)).toBe(own.version(key));
        expect(taken.sizeOf(key)).toBe(own.sizeOf(key));
        expect(taken.leaseOf(key)).toBe(own.leaseOf(key));
      }
      expect(taken.content()).toEqual(own.content());
    }),
    { numRuns: 60 },
  );
});

function withoutSharing(content: KeyContent): KeyContent {
  const { length } = content;
  const all = Array.from({ length }, (_, key) => key);
  return new KeyContent({
    length,
    versions: Uint32Array.from(all, (key) => content.version(key)),
    sizes: Uint32Array.from(all, (key) => content.sizeOf(key)),
  });
}
