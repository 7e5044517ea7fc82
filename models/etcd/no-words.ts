/** An empty array for all who have nothing to keep yet: a typed array of its own takes 200 bytes each. */
export const NO_WORDS = new Uint32Array(0);
