const told = new Set<string>();

/** Says something on stderr, the first time in this program. */
export function tellOnce(text: string): void {
  if (told.has(text)) return;
  told.add(text);
  process.stderr.write(`${text}\n`);
}
