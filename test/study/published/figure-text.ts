/** The smallest published figure that tests load, and how to load one from text. Not a test. */
import { loadPublished, type PublishedFigure } from "../../../src/study/published/load.js";
import { TINY_MESH } from "../sweep/sweep-text.js";

/** Lines of `spec` of a figure with a verdict; a test replaces or adds some. */
export const SPEC: Readonly<Record<string, string>> = {
  title: "Tiny",
  source: "{ name: Somebody, url: https://example.com/1, says: It takes 2 s }",
  expect: "{ value: 2, unit: seconds }",
  tolerance: "factor 2",
  setup: "As published.",
  run: "{ scenario: { file: mesh.yaml }, topology: original }",
  result: "{ metric: cilium_clustermesh_apiserver_bootstrap_seconds, stat: value }",
  missing: "Something.",
};

/** Loads figure.yaml with these fields of `spec` instead of the usual ones; undefined leaves one out. */
export function loadFigure(fields: Readonly<Record<string, string | undefined>>): PublishedFigure {
  const lines = Object.entries({ ...SPEC, ...fields })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${key}: ${value ?? ""}`);
  return loadPublished({
    file: "figure.yaml",
    text: [
      "apiVersion: clustermesh-sim/v1",
      "kind: PublishedFigure",
      "metadata: { name: tiny }",
      "spec:",
      ...lines,
      "",
    ].join("\n"),
    readScenario: (file) => ({ file, text: TINY_MESH }),
  });
}
