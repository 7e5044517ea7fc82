/**
 * Widths of text in DejaVu Sans, read from the font's own tables. Vega guesses 0.8 em a letter when there is no canvas,
 * and axis titles then drift away from their labels.
 * Not a text shaper: no kerning, no ligatures, only the Basic Multilingual Plane.
 * Format: OpenType tables head, hhea, hmtx and cmap (format 4), https://learn.microsoft.com/typography/opentype/spec/.
 */
import { readFileSync } from "node:fs";

/** Width of `text` in pixels at `fontSize` pixels. */
export type MeasureText = (text: string, fontSize: number) => number;

/** Reads a TrueType font file. Throws when the file is no font with a Unicode cmap of format 4. */
export function readTextWidths(file: string): MeasureText {
  const font = readFileSync(file);
  const tables = tableOffsets(font);
  const offset = (tag: string): number => {
    const found = tables.get(tag);
    if (found === undefined) throw new Error(`${file}: font table ${tag} is missing`);
    return found;
  };
  const unitsPerEm = font.readUInt16BE(offset("head") + 18);
  const metricsCount = font.readUInt16BE(offset("hhea") + 34);
  const hmtx = offset("hmtx");
  const glyphOf = readGlyphMap(font, offset("cmap"), file);
  const advances = new Map<number, number>();
  const advanceOf = (code: number): number => {
    let advance = advances.get(code);
    if (advance === undefined) {
      const index = Math.min(glyphOf(code), metricsCount - 1);
      advance = font.readUInt16BE(hmtx + index * 4) / unitsPerEm;
      advances.set(code, advance);
    }
    return advance;
  };
  return (text, fontSize) => {
    let width = 0;
    for (let index = 0; index < text.length; index += 1) width += advanceOf(text.charCodeAt(index));
    return width * fontSize;
  };
}

function tableOffsets(font: Buffer): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  const count = font.readUInt16BE(4);
  for (let index = 0; index < count; index += 1) {
    const record = 12 + index * 16;
    offsets.set(font.toString("latin1", record, record + 4), font.readUInt32BE(record + 8));
  }
  return offsets;
}

function readGlyphMap(font: Buffer, cmap: number, file: string): (code: number) => number {
  const table = findFormat4(font, cmap);
  if (table === undefined) throw new Error(`${file}: no cmap of format 4`);
  const segments = font.readUInt16BE(table + 6) / 2;
  const ends = table + 14;
  const starts = ends + segments * 2 + 2;
  const deltas = starts + segments * 2;
  const ranges = deltas + segments * 2;
  return (code) => {
    for (let segment = 0; segment < segments; segment += 1) {
      if (code > font.readUInt16BE(ends + segment * 2)) continue;
      const start = font.readUInt16BE(starts + segment * 2);
      if (code < start) return 0;
      const delta = font.readUInt16BE(deltas + segment * 2);
      const range = font.readUInt16BE(ranges + segment * 2);
      if (range === 0) return (code + delta) & 0xffff;
      const glyph = font.readUInt16BE(ranges + segment * 2 + range + (code - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

function findFormat4(font: Buffer, cmap: number): number | undefined {
  const count = font.readUInt16BE(cmap + 2);
  for (let index = 0; index < count; index += 1) {
    const table = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4);
    if (font.readUInt16BE(table) === 4) return table;
  }
  return undefined;
}
