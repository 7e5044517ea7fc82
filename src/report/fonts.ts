/**
 * The fonts of all pictures: DejaVu of an npm package, so that text is as wide on every machine. Files, not their content
 * (text-width.ts reads that), and no system font.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const REGULAR_FONT = require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");
export const BOLD_FONT = require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf");
