/**
 * Lint rules. Beside the usual type-aware ones they hold the house together: which folder may import which, and that
 * the simulated parts use no clock, no randomness of the platform and nothing of Node.
 * test/tidy checks the layers once more by itself, so that a mistake in here cannot turn them off unseen.
 */
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const NODE = {
  group: ["node:*"],
  message: "This folder must also run in a browser: pass what it needs in.",
};

/** Forbids imports of the named folders. `folders` are the layers above the importing one, or beside it. */
function forbid(...folders) {
  return {
    group: folders.flatMap((folder) => [`**/${folder}/**`, `**/${folder}/*`]),
    message: `Imports point down: cli -> explorer, fuzz, lab -> study -> runner, report -> models -> scenario, measure -> engine.`,
  };
}

const ABOVE_MODELS = ["cli", "explorer", "fuzz", "study", "lab", "import", "runner", "report"];

const CLOCKS = [
  { object: "Math", property: "random", message: "Use a named stream of the simulation." },
  { object: "Date", property: "now", message: "Use the simulation's clock." },
  { object: "performance", property: "now", message: "Use the simulation's clock." },
];

const SIMULATED_GLOBALS = [
  "Date",
  "performance",
  "process",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
].map((name) => ({ name, message: "A simulation knows no clock, timer or process." }));

function layer(files, patterns, packages = []) {
  return {
    files,
    rules: {
      "no-restricted-imports": ["error", { patterns, paths: packages }],
    },
  };
}

export default defineConfig(
  { ignores: ["dist/", "coverage/", "node_modules/", "results/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.check.json", "./tsconfig.explorer.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-console": "error",
      eqeqeq: "error",
      "prefer-const": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name." },
        { selector: "TSEnumDeclaration", message: "Use a union of literals or a const object." },
        { selector: "TSParameterProperty", message: "Declare the field and assign it." },
        { selector: "LabeledStatement", message: "Use a function." },
      ],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Numbers are what a simulator prints.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => void call()` and callbacks of one expression are clear enough.
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-meaningless-void-operator": "off",
      // noPropertyAccessFromIndexSignature is not set, but ["NAME"] marks what may be missing.
      "@typescript-eslint/dot-notation": "off",
      // It does not see what a callback changes, and believes types of libraries that leave undefined out.
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },
  {
    // Vitest reads a default export.
    files: ["vitest.config.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  layer(["src/engine/**/*.ts"], [NODE, { group: ["../*"], message: "The engine knows nothing." }]),
  layer(["src/scenario/**/*.ts"], [NODE, forbid("engine", "measure", "models", ...ABOVE_MODELS)]),
  layer(["src/measure/**/*.ts"], [NODE, forbid("models", ...ABOVE_MODELS)]),
  layer(["models/**/*.ts"], [NODE, forbid(...ABOVE_MODELS)]),
  layer(
    ["src/report/**/*.ts"],
    [forbid("engine", "models", "runner", "import", "fuzz", "study", "lab", "explorer", "cli")],
  ),
  layer(
    ["src/runner/**/*.ts"],
    [forbid("report", "import", "fuzz", "study", "lab", "explorer", "cli")],
  ),
  layer(
    ["src/import/**/*.ts"],
    [forbid("engine", "models", "report", "fuzz", "study", "lab", "explorer", "cli")],
  ),
  layer(["src/fuzz/**/*.ts"], [forbid("report", "import", "study", "lab", "explorer", "cli")]),
  layer(["src/study/**/*.ts"], [forbid("import", "fuzz", "lab", "explorer", "cli")]),
  layer(["src/explorer/**/*.ts"], [forbid("import", "fuzz", "lab", "cli")]),
  layer(["src/explorer/browser/**/*.ts"], [NODE, forbid("import", "fuzz", "lab", "cli")]),
  layer(["src/lab/**/*.ts"], [forbid("import", "fuzz", "study", "explorer", "cli")]),
  {
    files: ["src/engine/**/*.ts", "src/measure/**/*.ts", "models/**/*.ts", "src/scenario/**/*.ts"],
    rules: {
      "no-restricted-properties": ["error", ...CLOCKS],
      "no-restricted-globals": ["error", ...SIMULATED_GLOBALS],
    },
  },
  {
    // The programs that talk to a person.
    files: ["src/cli/**/*.ts", "bench/**/*.ts"],
    rules: { "no-console": "off" },
  },
);
