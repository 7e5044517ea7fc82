/** Profiles are files of the package: each that exists loads, and a wrong name lists them. */
import { expect, test } from "vitest";
import { costProfileNames, loadCostProfile } from "../../src/runner/cost-profiles.js";
import { UserError } from "../../src/scenario/user-error.js";

test("the default profile exists", () => {
  expect(costProfileNames()).toContain("default");
});

test.each(costProfileNames())("profile %s loads, and is called as its file", (name) => {
  const profile = loadCostProfile(name);
  expect(profile.name).toBe(name);
  expect(profile.constants.length).toBeGreaterThan(0);
});

test.each(["fast", "../default", ""])("profile %j does not exist", (name) => {
  expect(() => loadCostProfile(name)).toThrow(UserError);
  expect(() => loadCostProfile(name)).toThrow(/there are: .*default/);
});
