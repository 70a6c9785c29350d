import { stripVTControlCharacters } from "node:util";

/** Control characters but tab and line feed, and those that turn the direction of text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A stranger's text as a terminal may show it: it cannot move the cursor, colour, erase or hide anything. */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(/\r\n?/g, "\n").replaceAll(controls, "");
