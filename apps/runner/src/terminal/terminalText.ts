import { printable } from "@steepest/base/printable.ts";

/** The colours that this program prints in, and no other sequence: by others a text could be hidden, or written over what stands behind it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins by an escape
const colours = /(\u001b\[(?:[012]|22|3[1-69])m)/;

/** All that goes to the terminal, with our own colours: whatever no renderer has cleaned before is cleaned here. */
export const terminalText = (text: string): string =>
  text
    .split(colours)
    .map((part, place) => (place % 2 === 1 ? part : printable(part)))
    .join("");
