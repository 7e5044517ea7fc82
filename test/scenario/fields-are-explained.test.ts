/** `explain` knows every field, and every field says what it means. */
import { expect, it } from "vitest";
import { explainField } from "../../src/scenario/explain.js";
import { scenarioJsonSchema, type JsonSchema } from "../../src/scenario/json-schema.js";
import { fieldsOf } from "../../src/scenario/schema-walk.js";

function leaves(schema: JsonSchema, path: readonly string[]): readonly string[] {
  const fields = Object.entries(fieldsOf(schema.items ?? schema));
  return [path.join("."), ...fields.flatMap(([name, field]) => leaves(field, [...path, name]))];
}

const ALL = leaves(scenarioJsonSchema(), []).filter((path) => path !== "");

it("there are many fields, and each has a meaning", () => {
  expect(ALL.length).toBeGreaterThan(80);
  for (const path of ALL) {
    const [, , , meaning = ""] = explainField(path).split(/\n(?:DEFAULT .*)?\n*/);
    expect(explainField(path), path).toMatch(/[A-Za-z].*\.\n/);
    expect(meaning, path).toBeDefined();
  }
});

it("prints type, default and meaning", () => {
  expect(explainField("spec.clustermesh.apiserver.kvstoremesh.qps")).toBe(
    "FIELD    spec.clustermesh.apiserver.kvstoremesh.qps\nTYPE     number, 0.001 to 1,000,000\nDEFAULT  100\n\n" +
      "Steady limit, operations per second; also the burst.\n",
  );
  expect(explainField("mesh.endpointsQPS")).toContain("FIELD    spec.mesh.endpointsQPS");
});

it("lists the fields of a part", () => {
  expect(explainField("spec.network")).toContain("intraRegion");
  expect(explainField("spec.mesh.groups")).toContain("firstClusterID");
});

it("suggests the nearest field", () => {
  expect(() => explainField("spec.mesh.nodez")).toThrow('did you mean "nodes"?');
});
