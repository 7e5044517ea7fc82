/** Whoever asks for more than a machine holds learns it before the run, with what to ask for instead. */
import { describe, expect, it } from "vitest";
import { sizeNotes } from "../../src/cli/size-note.js";
import { PRESETS, presetScenario } from "../../src/scenario/presets.js";

const LARGEST = "mesh-511x5000";

describe("a run that is larger than most machines", () => {
  it("with all mirrors observed says how many readers that are, and that a sample has fewer", () => {
    const notes = sizeNotes(presetScenario(LARGEST, { set: ["spec.observe=all"] }));
    expect(notes).toEqual([
      "kvstoremesh needs some 12.6 GiB of memory, it simulates 260,610 readers one by one: " +
        "spec.observe {sample: 16, others: fluid} has fewer",
    ]);
  });

  it("with agents one by one names cohorts, in each topology", () => {
    const notes = sizeNotes(presetScenario(LARGEST, { set: ["spec.fidelity=individual"] }));
    expect(notes).toHaveLength(2);
    for (const note of notes) expect(note).toContain("spec.fidelity cohort");
  });

  it("for its keys alone names no remedy that would not help", () => {
    const together = "spec.observe.receivers=together";
    const set = [together, "spec.simulation.start=bootstrap", "spec.topology=original"];
    const notes = sizeNotes(
      presetScenario(LARGEST, { set: [...set, "spec.mesh.endpoints=200000"] }),
    );
    expect(notes).toEqual([expect.stringMatching(/^original needs some [\d.]+ GiB of memory$/)]);
  });

  it("is not announced for weeks of the same few keys", () => {
    const notes = sizeNotes(
      presetScenario("three-clusters", { set: ["spec.simulation.duration=1000h"] }),
    );
    expect(notes).toEqual([]);
  });

  it("is announced for a topology that runs only", () => {
    const set = ["spec.observe=all", "spec.topology=original"];
    expect(sizeNotes(presetScenario(LARGEST, { set }))).toEqual([]);
  });
});

it.each(PRESETS)("$name fits as it is", ({ name }) => {
  expect(sizeNotes(presetScenario(name))).toEqual([]);
});
