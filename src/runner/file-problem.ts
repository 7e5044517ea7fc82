/**
 * Turns an error of the file system into a message that says which path, what is wrong, and what to do about it.
 * Only for causes that a user can cure; any other error is given back as it is and counts as ours.
 */
import { UserError } from "../scenario/user-error.js";

const CURES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; free some space or choose another directory",
  EDQUOT: "your disk quota is used up; free some space or choose another directory",
  EACCES: "permission denied; change its rights or choose another place",
  EPERM: "operation not permitted; change its rights or choose another place",
  EROFS: "the file system is read-only; choose another place",
  ENOTDIR: "a part of this path is a file, not a directory; choose another place",
  EEXIST: "this is a file, not a directory; choose another place",
  EISDIR: "this is a directory; name a file",
  ENOENT: "no such file or directory; check the path",
  ENAMETOOLONG: "the name is too long; choose a shorter one",
  EMFILE: "too many open files; raise the limit (ulimit -n)",
  ELOOP: "too many symbolic links; choose another place",
  EFBIG: "the file is too large for this file system; choose another place",
  EIO: "the disk reported an input/output error; choose another place",
};

/**
 * The error to throw instead of `error`.
 * @param doing What could not be done, as in "cannot write the results".
 */
export function fileProblem(error: unknown, path: string, doing: string): unknown {
  const code = errorCode(error);
  const cure = code === undefined ? undefined : CURES[code];
  if (cure === undefined) return error;
  const message = `cannot ${doing}: ${cure} (${code})`;
  return new UserError([{ file: path, path: "", message }]);
}

/** The system's code of an error, such as "ENOSPC"; undefined for other errors. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
