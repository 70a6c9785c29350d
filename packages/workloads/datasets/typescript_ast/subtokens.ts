/** The words of an identifier in lower case: `getJSDocTags_1` is get, js, doc, tags. Digits, `_` and `$` separate. */
export function subtokens(identifier: string): readonly string[] {
  return (identifier.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());
}
