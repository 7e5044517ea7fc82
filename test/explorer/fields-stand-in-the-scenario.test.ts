/** Every field of the explorer's form is a field of the scenario file, and setting its value changes nothing. */
import { expect, it } from "vitest";
import { fieldGroups, sliderPlace, sliderValue } from "../../src/explorer/fields.js";
import { PRESETS, presetScenario } from "../../src/scenario/presets.js";

const fieldsOf = (preset: string) => {
  const scenario = presetScenario(preset);
  const grouped = PRESETS.find(({ name }) => name === preset)?.yaml.includes("groups:") === true;
  return fieldGroups(scenario, grouped).flatMap(({ fields }) => fields);
};

it.each(PRESETS.map(({ name }) => name))("%s", (preset) => {
  const fields = fieldsOf(preset);
  expect(fields.length).toBeGreaterThan(15);
  expect(fields.filter(({ help }) => help === "").map(({ path }) => path)).toEqual([]);
  const set = fields.map(({ path, value }) => `${path}=${value}`);
  expect(presetScenario(preset, { set })).toEqual(presetScenario(preset));
});

it("sliders reach both ends, rise, and come back to where they stood", () => {
  for (const field of fieldsOf("three-clusters")) {
    if (field.kind !== "number") continue;
    expect([sliderValue(field, 0), sliderValue(field, 1)]).toEqual([field.low, field.high]);
    const values = Array.from({ length: 41 }, (_, i) => sliderValue(field, i / 40));
    expect(values).toEqual([...values].sort((a, b) => a - b));
    for (const value of values) {
      const again = sliderValue(field, sliderPlace(field, value));
      expect(Math.abs(again - value)).toBeLessThanOrEqual(0.06 * value);
    }
  }
});
