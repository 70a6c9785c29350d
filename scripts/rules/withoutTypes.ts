import type { SourceFile } from "./rule.ts";

/** Imports that are gone when a program runs. */
const typesOnly =
  /(^|\n)\s*(?:import|export) type [^;]*;|(^|\n)import \{(?:\s*type \w+(?: as \w+)?,?)+\s*\} from [^;]*;/g;

/** A file as it is when a program runs: without what it imports of types alone. */
export const withoutTypes = (file: SourceFile): SourceFile => ({
  ...file,
  text: file.text.replace(typesOnly, "\n"),
});
