/**
 * What can go wrong around a real etcd: none installed, a port taken, a full disk, a certificate that it refuses, a
 * process that dies. Such an error is nobody's mistake in the program; its message says what happened and the way out.
 */

/** The program prints its message, one line, and ends with exit code 1. */
export class LabFailure extends Error {
  override readonly name = "LabFailure";
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
