/**
 * Checks that stay on in production: a simulation that goes on from a broken state tells lies.
 * For our own mistakes only; what a user got wrong is a user error of src/scenario.
 */

/** @throws Error with the message, which says what should hold. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}
