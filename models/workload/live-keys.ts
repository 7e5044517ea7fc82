/**
 * The numbers of the keys that exist, in places without gaps, so that any of them can be picked with equal chances. While
 * keys stand in the place of their own number nothing is stored: thousands of tables of a large mesh hardly change.
 * A key that goes leaves its place to the last one.
 */
export class LiveKeys {
  count = 0;
  /** Where another key than that of the place's number stands, and the other way round. */
  private readonly keys = new Map<number, number>();
  private readonly places = new Map<number, number>();

  /** The key in a place, 0 to `count - 1`. */
  at(place: number): number {
    return this.keys.get(place) ?? place;
  }

  /** Keys 0, 1, 2 ... come; only to an empty table. */
  fill(count: number): void {
    this.count = count;
  }

  add(key: number): void {
    this.stand(key, this.count);
    this.count += 1;
  }

  /** A key that exists goes. */
  remove(key: number): void {
    const place = this.places.get(key) ?? key;
    this.count -= 1;
    const last = this.at(this.count);
    this.keys.delete(this.count);
    this.places.delete(key);
    if (last !== key) this.stand(last, place);
  }

  /** All of them, ascending. */
  ascending(): Uint32Array {
    const all = new Uint32Array(this.count);
    for (let place = 0; place < all.length; place += 1) all[place] = place;
    if (this.keys.size === 0) return all;
    for (const [place, key] of this.keys) all[place] = key;
    return all.sort();
  }

  private stand(key: number, place: number): void {
    if (key === place) {
      this.keys.delete(place);
      this.places.delete(key);
      return;
    }
    this.keys.set(place, key);
    this.places.set(key, place);
  }
}
