/**
 * A set of small numbers of which always the lowest is asked for: one bit each, and the word from which on to look.
 * Not a priority queue: numbers are dense (places in a list), so a few words hold all of them.
 */

const FIRST_WORDS = 4;

export class LowestFirst {
  private words = new Uint32Array(FIRST_WORDS);
  /** Nothing is in the words before this one. */
  private firstWord = 0;

  /** Adds a number that may be in already. */
  add(number: number): void {
    const word = number >>> 5;
    if (word >= this.words.length) this.grow(word);
    this.words[word] = (this.words[word] ?? 0) | (1 << (number & 31));
    if (word < this.firstWord) this.firstWord = word;
  }

  delete(number: number): void {
    const word = number >>> 5;
    this.words[word] = (this.words[word] ?? 0) & ~(1 << (number & 31));
  }

  /** The lowest number that is in, or undefined. */
  lowest(): number | undefined {
    const { words } = this;
    for (let word = this.firstWord; word < words.length; word += 1) {
      const bits = words[word] ?? 0;
      if (bits === 0) continue;
      this.firstWord = word;
      return word * 32 + 31 - Math.clz32(bits & -bits);
    }
    this.firstWord = words.length;
    return undefined;
  }

  private grow(word: number): void {
    const words = new Uint32Array(Math.max(word + 1, this.words.length * 2));
    words.set(this.words);
    this.words = words;
  }
}
