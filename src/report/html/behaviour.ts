/**
 * The page's own script: it replaces each static picture by the interactive chart of the same specification, lets a
 * reader pick a cluster and cut all charts to a stretch of time, and opens folded parts for printing. Without it the
 * page is complete; when a chart fails, its static picture stays. A phone keeps the pictures that were drawn for it.
 * Plain browser JavaScript as text, since it runs in the reader's browser and is never compiled.
 */
import { UNPACK_SCRIPT } from "./pack-data.js";

/** The code; expects window.vegaEmbed and the specifications in #chart-specs, with the names of zoom.ts in them. */
export const PAGE_SCRIPT =
  UNPACK_SCRIPT +
  `
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const phone = matchMedia("(max-width: 640px)");
  const specs = unpack(JSON.parse(document.getElementById("chart-specs").textContent));
  const font = getComputedStyle(document.body).fontFamily;
  const options = {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    tooltip: { theme: dark ? "dark" : "light" },
  };
  const make = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const timed = [];
  const axisOf = (spec) => JSON.stringify(spec.vconcat).match(/simulated time since[^"]*/)?.[0] ?? "";

  const embed = async (figure, name, spec) => {
    const picture = figure.querySelector(".picture");
    const host = make("div", {});
    const { view } = await vegaEmbed(host, spec, { ...options, downloadFileName: name });
    host.querySelector("summary")?.setAttribute("aria-label", "Save the chart " + name);
    // Of a chart its words and its table are read out, not each mark.
    host.querySelector("svg.marks")?.setAttribute("aria-hidden", "true");
    picture.replaceChildren(host);
    picture.dataset.interactive = "yes";
    picture.setAttribute("role", "group");
    return view;
  };

  const replace = async (name, spec) => {
    const figure = document.getElementById("chart-" + name);
    spec.config.font = font;
    const view = await embed(figure, name, spec);
    if (spec.params?.some((one) => one.name === "range")) addZoom({ figure, name, spec, view, axis: axisOf(spec) });
    if (name.startsWith("mesh-")) view.addEventListener("click", (_, item) => pick(item?.datum?.cluster));
  };

  // A drag over a chart, or two numbers, cut every chart with the same time axis.
  const bar = make("form", { class: "zoom", hidden: "", "aria-label": "Time that the charts show" });
  const from = make("input", { type: "number", step: "any", id: "zoom-from" });
  const to = make("input", { type: "number", step: "any", id: "zoom-to" });
  const all = make("button", { type: "button" }, "Show all");
  let axis = "";
  bar.append(
    make("label", { for: "zoom-from" }, "Charts show"), from,
    make("label", { for: "zoom-to" }, "to"), to, "s", make("button", {}, "Show"), all,
  );
  document.querySelector("main").append(bar);
  // Drawn anew: Vega fails when a scale changes under a selection that is empty.
  const cut = (spec, range) => ({
    ...spec, params: spec.params.map((one) => (one.name === "range" ? { ...one, value: range } : one)),
  });
  let shown = 0;
  const show = async (range) => {
    const mine = ++shown;
    bar.hidden = range === null;
    if (range !== null) [from.value, to.value] = range.map((t) => String(Number(t.toPrecision(5))));
    for (const one of timed.filter((two) => two.axis === axis)) {
      one.view.finalize();
      one.view = await embed(one.figure, one.name, cut(one.spec, range));
      hearDrags(one);
      if (mine !== shown) return;
    }
  };
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    const range = [Number(from.value), Number(to.value)];
    if (range[0] < range[1]) show(range);
  });
  all.addEventListener("click", () => show(null));
  const hearDrags = (one) => one.view.addSignalListener("brush", (_, value) => (one.range = Object.values(value)[0]));
  const addZoom = (one) => {
    timed.push(one);
    const button = make("button", { type: "button" }, "Cut to a time");
    button.title = "Or drag over the chart";
    button.addEventListener("click", () => {
      axis = one.axis;
      bar.hidden = false;
      from.focus();
    });
    one.figure.querySelector("figcaption").append(button);
    hearDrags(one);
    one.figure.addEventListener("pointerup", () => setTimeout(() => {
      const { range } = one;
      if (!range || range[0] === range[1]) return;
      one.range = undefined;
      axis = one.axis;
      show([...range].sort((a, b) => a - b));
    }));
  };

  // The figures of one cluster, chosen in the list or in a picture of the mesh.
  const figures = JSON.parse(document.getElementById("cluster-figures").textContent);
  const names = Object.keys(figures.clusters);
  const list = make("select", { id: "pick" }, make("option", { value: "" }, "choose a cluster"));
  list.append(...names.map((name) => make("option", {}, name)));
  const table = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Figures of the cluster", "aria-live": "polite" });
  const pick = (name) => {
    const rows = figures.clusters[name];
    if (rows === undefined) return;
    list.value = name;
    const head = ["", ...figures.columns].map((text) => make(text === "" ? "td" : "th", text === "" ? {} : { scope: "col" }, text));
    const body = rows.map((row, index) => make("tr", {},
      make("th", { scope: "row" }, figures.topologies[index]), ...row.map((text) => make("td", {}, text))));
    table.replaceChildren(make("table", { id: "table-pick" },
      make("caption", {}, "The etcd of " + name), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)));
  };
  list.addEventListener("change", () => pick(list.value));
  document.querySelector(".pair")?.after(make("div", { class: "pick" },
    make("p", {}, make("label", { for: "pick" }, "Figures of one cluster: "), list, " (or click it in a picture)"), table));

  const run = async () => {
    for (const [name, spec] of Object.entries(specs)) {
      try {
        await replace(name, spec);
      } catch (error) {
        console.error("chart " + name, error);
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
    document.documentElement.dataset.charts = "ready";
  };
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details.fold")) part.open = true;
  });
  if (phone.matches) {
    document.documentElement.dataset.charts = "ready";
    phone.addEventListener("change", run, { once: true });
  } else run();
})();
`;
