/**
 * Commands and titles for terminals, whole: what is left of broken ones loses its control characters below. No part of it runs past the next escape, so that a text
 * of nothing but beginnings is read once; Node's `stripVTControlCharacters` looks for the end of each of them through all the rest.
 */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they begin by an escape
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009b-\u009d]*(?:\u0007|\u001b\\|\u009c)|\u001b[\dA-PR-TZcf-nq-uy=><~]/g;

/** Control characters but tab and line feed, and those that turn the direction of text around. */
const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/g;

/** A stranger's text as a terminal may show it: it cannot move the cursor, colour, erase or hide anything. */
export const printable = (text: string): string =>
  text.replaceAll(sequences, "").replaceAll(/\r\n?/g, "\n").replaceAll(controls, "");
