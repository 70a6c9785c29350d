/** What the shell sees. */
export const exitCode = {
  ok: 0,
  /** A mistake of the user, or a check that did not pass. */
  failure: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** A bug in Steepest (EX_SOFTWARE of sysexits.h). */
  bug: 70,
  /** Stopped by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;
