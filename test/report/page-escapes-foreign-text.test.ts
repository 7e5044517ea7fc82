/** Scenario files come from other people: none of their text may become markup or code. */
import { expect, it } from "vitest";
import { allCharts } from "../../src/report/charts/all-charts.js";
import {
  escapeHtml,
  escapeJson,
  escapeScript,
  linkAddresses,
} from "../../src/report/html/escape.js";
import { renderPage } from "../../src/report/html/page.js";
import { sampleRun } from "./sample-run.js";

const HOSTILE = `</script><script>alert("x")</script><img src=x onerror='alert(1)'> & <!--`;

it("escapes names, descriptions, warnings and labels", () => {
  const docs = sampleRun({
    description: HOSTILE,
    warnings: [{ code: "W001", message: HOSTILE }],
  });
  const results = docs.summary.results.map((row) =>
    row.labels["cluster"] === "cluster-1"
      ? { ...row, labels: { ...row.labels, cluster: HOSTILE } }
      : row,
  );
  const hostile = { ...docs, summary: { ...docs.summary, results } };
  const page = renderPage(hostile, allCharts(hostile));
  const markup = page.replace(/<script[^>]*>[\s\S]*?<\/script>/g, "[script]");
  expect(markup.split("&lt;/script&gt;&lt;script&gt;alert(&quot;x&quot;)").length).toBeGreaterThan(
    3,
  );
  // Six of our own; one more, or a tag left in the markup, would be the author's.
  expect(markup.split("[script]")).toHaveLength(1 + 6);
  expect(/<(img|script|\/script)/i.exec(markup)).toBeNull();
});

it("keeps JSON and code inside their script element", () => {
  expect(escapeJson({ text: "</script><!--\u2028" })).toBe(
    '{"text":"\\u003c/script>\\u003c!--\\u2028"}',
  );
  expect(JSON.parse(escapeJson({ text: HOSTILE }))).toEqual({ text: HOSTILE });
  expect(escapeScript("'</SCRIPT>' + '<!--'")).toBe("'<\\/SCRIPT>' + '<\\!--'");
});

it("links http addresses only, and escapes the rest", () => {
  expect(linkAddresses("see https://a.example/x?y=1&z=2, <b>")).toBe(
    'see <a href="https://a.example/x?y=1&amp;z=2" rel="noopener noreferrer">' +
      "https://a.example/x?y=1&amp;z=2</a>, &lt;b&gt;",
  );
  expect(linkAddresses("javascript:alert(1)")).toBe("javascript:alert(1)");
  expect(escapeHtml(`"'`)).toBe("&quot;&#39;");
});
