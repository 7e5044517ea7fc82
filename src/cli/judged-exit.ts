/**
 * A command that did its work and came to a judgement that scripts must see: it ends with a code that is not 0, and it
 * has printed everything itself. Not an error of input or of ours; those have classes of their own.
 */

/** Thrown as the last thing of a command. `message` is one line for stderr. */
export class JudgedExit extends Error {
  override readonly name = "JudgedExit";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
