/** Every link from a page to a file of this project leads to a file that is there, and to a heading that it has. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../tidy/source-files.js";

const folders = ["docs", "experiments", "deploy", "results"];
const pages = folders.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.startsWith("local"))
    .map((name) => `${folder}/${name}`),
);

test("there are pages", () => expect(pages.length).toBeGreaterThan(30));

test.each(["README.md", "CHANGELOG.md", ...pages])("%s", (page) => {
  const text = withoutCode(readFileSync(join(ROOT, page), "utf8"));
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !leads(page, link));
  expect(broken).toEqual([]);
});

function leads(page: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return false;
  if (heading === undefined || !file.endsWith(".md")) return true;
  const lines = withoutCode(readFileSync(join(ROOT, file), "utf8")).split("\n");
  return lines.some(
    (line) =>
      line === `<a id="${heading}"></a>` || (line.startsWith("#") && anchorOf(line) === heading),
  );
}

/** The anchor that GitHub gives to a heading. */
function anchorOf(heading: string): string {
  const words = heading.replace(/^#+ /, "").toLowerCase();
  return words.replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
}

function withoutCode(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, "");
}
