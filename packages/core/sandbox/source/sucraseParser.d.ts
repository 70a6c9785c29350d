/** The parser behind sucrase's `transform`, which the package has no types for at this path. */
declare module "sucrase/dist/parser/index.js" {
  export function parse(
    input: string,
    isJsxEnabled: boolean,
    isTypeScriptEnabled: boolean,
    isFlowEnabled: boolean,
  ): { readonly tokens: readonly { readonly type: number; readonly start: number; readonly end: number }[] };
}

declare module "sucrase/dist/parser/tokenizer/types.js" {
  export const TokenType: Readonly<
    Record<"num" | "bigint" | "decimal" | "regexp" | "string" | "template" | "name" | "eof", number>
  >;
}
