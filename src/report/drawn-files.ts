/** Charts as files: the picture, and beside it the specification with its data. Charts without data are left out. */
import { isDrawn, type Chart } from "./charts/chart.js";
import { renderSvg } from "./render-chart.js";

/** `NAME.svg` and `NAME.vl.json` for each chart. */
export async function drawnFiles(
  charts: readonly Chart[],
): Promise<readonly { readonly name: string; readonly content: string }[]> {
  const files: { name: string; content: string }[] = [];
  for (const chart of charts) {
    if (!isDrawn(chart)) continue;
    files.push({ name: `${chart.name}.svg`, content: await renderSvg(chart) });
    const spec = `${JSON.stringify(chart.spec, null, 1)}\n`;
    files.push({ name: `${chart.name}.vl.json`, content: spec });
  }
  return files;
}
