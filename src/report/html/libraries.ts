/**
 * The chart libraries as text, to be put into the page: it must work from a file, offline, without a single request.
 * They are read from the installed packages (their browser builds are not in `exports`, so by path beside the
 * resolved entry), which keeps one version for the static and the interactive picture.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { escapeScript } from "./escape.js";

const BUILDS = [
  { entry: "vega", file: "vega.min.js" },
  { entry: "vega-lite", file: "vega-lite.min.js" },
  { entry: "vega-embed", file: "vega-embed.min.js" },
] as const;

/** vega, vega-lite and vega-embed, in the order in which they must run; about 830 kB. */
export function readChartLibraries(): readonly string[] {
  const require = createRequire(import.meta.url);
  return BUILDS.map(({ entry, file }) => {
    const path = join(dirname(require.resolve(entry)), file);
    // A source map comment would make an open developer console ask the disk for a file.
    const code = readFileSync(path, "utf8").replace(/^\/\/# sourceMappingURL=.*$/gm, "");
    return escapeScript(code);
  });
}
