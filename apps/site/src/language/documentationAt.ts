import type { VirtualTypeScriptEnvironment } from "@typescript/vfs";
import type ts from "typescript";

/** What the editor shows of a name. */
export interface Documentation {
  readonly signature: string;
  readonly text: string;
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

const joined = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  (parts ?? []).map(({ text }) => text).join("");

/** As plain texts: of a completion's details, or of what is pointed at. */
export const documentationOf = (info: {
  readonly displayParts?: readonly ts.SymbolDisplayPart[] | undefined;
  readonly documentation?: readonly ts.SymbolDisplayPart[] | undefined;
  readonly tags?: readonly ts.JSDocTagInfo[] | undefined;
}): Documentation => ({
  signature: joined(info.displayParts),
  text: joined(info.documentation),
  tags: (info.tags ?? []).map(({ name, text }) => ({ name, text: joined(text) })),
});

/** Of a name that is offered as a completion at a place; null where there is none. */
export function documentationAt(
  { languageService }: Pick<VirtualTypeScriptEnvironment, "languageService">,
  path: string,
  pos: number,
  name: string,
): Documentation | null {
  const details = languageService.getCompletionEntryDetails(path, pos, name, {}, undefined, {}, undefined);
  return details === undefined ? null : documentationOf(details);
}
