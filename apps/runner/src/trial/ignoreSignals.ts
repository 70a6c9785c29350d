/**
 * For a process that its parent started: Ctrl-C in a terminal, and a SIGTERM that systemd or a container sends to all of a group,
 * reach it too, but what becomes of its work is for the parent to say. It still ends with its parent, by `disconnect`.
 */
export function ignoreSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
}
