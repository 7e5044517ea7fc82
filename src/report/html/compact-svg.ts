/**
 * Makes the static pictures of a page small: they stand in an element that has the role of an image and its text, so
 * what Vega says of each mark to screen readers is never read; nor do tenths of a pixel show beyond the first.
 * Not for files: a picture by itself keeps its own fonts and words.
 */

/** What the page gives to all of them. */
const REPEATED =
  / (?:aria-[a-z]+|role|font-family|stroke-miterlimit|pointer-events)="[^"]*"| opacity="1"/g;
const LONG_DECIMALS = /(-?\d+\.\d)\d+/g;
/** Numbers of these attributes are coordinates. */
const COORDINATES = / (?:d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"/g;

/** The picture without what nobody sees. */
export function compactSvg(svg: string): string {
  return svg
    .replace(REPEATED, "")
    .replace(COORDINATES, (attribute) => attribute.replace(LONG_DECIMALS, "$1"));
}
