/** Beside what JSON escapes itself: characters that a terminal takes for commands, or that turn text around. Escaped, the value is the same. */
const commands = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** One JSON document with a line end: what `--json` prints. */
export const printJson = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replaceAll(commands, escaped)}\n`;
