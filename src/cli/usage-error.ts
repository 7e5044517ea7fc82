/**
 * A mistake on the command line itself: an option that does not exist, two that exclude each other, a value of the wrong
 * kind. Mistakes in files and scenarios are UserError of src/scenario. Both end with exit code 2.
 */

/** Its message is one line without "error:". */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
