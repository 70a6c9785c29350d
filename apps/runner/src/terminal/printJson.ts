/** One JSON document with a line end: what `--json` prints. */
export const printJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
