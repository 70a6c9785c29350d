/** Files and folders that the row of AGENTS.md names, after "to …", in its code spans; null where there is no such row. */
export function placesOf(agents: string, row: string): string[] | null {
  const line = agents.split("\n").find((one) => one.startsWith(`| ${row} |`));
  if (line === undefined) return null;
  return [...line.matchAll(/`([^`]+)`/g)]
    .map(([, span = ""]) => span)
    .filter((span) => /^[\w.-]+(\/[\w.[\]-]*)*$/.test(span) && /[./]/.test(span));
}
