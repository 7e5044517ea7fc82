/**
 * What a picture of a page would show to somebody who looks: a page wider than the screen, a chart without marks, text
 * that is cut off or lies on other text, letters too small to read. Each fault is a line that names the place.
 */
import type { Page } from "playwright-core";
import { seriousFaults } from "./offline-browser.js";

/** Looks at everything that is visible. Runs in the page, so it uses nothing from outside. */
const LOOK = `(() => {
  const faults = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) faults.push("the page is " + page.scrollWidth + " px wide on a screen of " + innerWidth);
  const visible = (node) => node.getClientRects().length > 0;
  const clipOf = (node) => {
    const clipped = node.closest("[clip-path^=url]");
    if (clipped === null) return null;
    const path = document.querySelector(clipped.getAttribute("clip-path").slice(4, -1)).firstElementChild.getBBox();
    const matrix = clipped.getScreenCTM();
    const corner = (x, y) => new DOMPoint(x, y).matrixTransform(matrix);
    const [from, to] = [corner(path.x, path.y), corner(path.x + path.width, path.y + path.height)];
    return { left: from.x, top: from.y, right: to.x, bottom: to.y };
  };
  for (const svg of [...document.querySelectorAll("figure svg")].filter(visible)) {
    if (svg.closest(".vega-actions, summary") || svg.parentElement.closest("svg")) continue;
    const name = svg.closest("figure").id;
    const box = svg.getBoundingClientRect();
    const scale = box.width / (svg.viewBox.baseVal?.width || box.width);
    const marks = [...svg.querySelectorAll(".role-mark path, .role-mark rect, .role-mark line, .role-mark text")];
    if (!marks.some((mark) => mark.getBoundingClientRect().width + mark.getBoundingClientRect().height > 1)) {
      faults.push(name + ": nothing is drawn");
    }
    const texts = [...svg.querySelectorAll("text")].filter((text) => {
      const style = getComputedStyle(text);
      return text.textContent.trim() !== "" && style.opacity !== "0" && style.visibility !== "hidden";
    });
    const rects = texts.map((text) => text.getBoundingClientRect());
    texts.forEach((text, index) => {
      const rect = rects[index];
      const out = Math.max(box.left - rect.left, rect.right - box.right, box.top - rect.top, rect.bottom - box.bottom);
      const clip = clipOf(text);
      const cut = clip && Math.max(clip.left - rect.left, rect.right - clip.right, clip.top - rect.top, rect.bottom - clip.bottom);
      if (cut > 2) faults.push(name + ': "' + text.textContent + '" is clipped by ' + cut.toFixed(0) + " px");
      if (out > 2) faults.push(name + ': "' + text.textContent + '" reaches ' + out.toFixed(0) + " px out of its picture");
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      if (size < 8) faults.push(name + ': "' + text.textContent + '" is ' + size.toFixed(1) + " px high");
      if (/rotate/.test(text.getAttribute("transform"))) return;
      for (let other = index + 1; other < texts.length; other += 1) {
        const two = rects[other];
        const width = Math.min(rect.right, two.right) - Math.max(rect.left, two.left);
        const height = Math.min(rect.bottom, two.bottom) - Math.max(rect.top, two.top);
        if (width > 3 && height > 0.45 * Math.min(rect.height, two.height)) {
          faults.push(name + ': "' + text.textContent + '" lies on "' + texts[other].textContent + '"');
        }
      }
    });
  }
  return [...new Set(faults)];
})()`;

/** All faults of the page as it is shown now. */
export async function pageFaults(page: Page): Promise<readonly string[]> {
  const looks = await page.evaluate<readonly string[]>(LOOK);
  return [...looks, ...(await seriousFaults(page))];
}
