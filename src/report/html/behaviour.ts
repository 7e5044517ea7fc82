/**
 * The page's own script: it replaces each static picture by the interactive chart of the same specification, and opens
 * folded parts for printing. Without it the page is complete; when a chart fails, its static picture stays.
 * Plain browser JavaScript as text, since it runs in the reader's browser and is never compiled.
 */

/** The code; expects window.vegaEmbed and the JSON of the specifications in #chart-specs. */
export const PAGE_SCRIPT = `
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const specs = JSON.parse(document.getElementById("chart-specs").textContent);
  const font = getComputedStyle(document.body).fontFamily;
  const options = {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    tooltip: { theme: dark ? "dark" : "light" },
  };
  const replace = async (name, spec) => {
    const picture = document.querySelector("#chart-" + name + " .picture");
    spec.config.font = font;
    const host = document.createElement("div");
    await vegaEmbed(host, spec, { ...options, downloadFileName: name });
    host.querySelector("summary")?.setAttribute("aria-label", "Save the chart " + name);
    picture.replaceChildren(host);
    picture.dataset.interactive = "yes";
    picture.setAttribute("role", "group");
  };
  const run = async () => {
    for (const [name, spec] of Object.entries(specs)) {
      try {
        await replace(name, spec);
      } catch (error) {
        console.error("chart " + name, error);
      }
    }
    document.documentElement.dataset.charts = "ready";
  };
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details.fold")) part.open = true;
  });
  run();
})();
`;
