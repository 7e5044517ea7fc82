/**
 * The variants of the sync algorithm that come with the models, by name.
 */

/** Names for `--variant`. */
export const VARIANT_NAMES: readonly string[] = [];
