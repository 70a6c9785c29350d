/** The parser behind sucrase's `transform`, which the package has no types for at these paths. */
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

/** The package's main file by its path: by the package's name a bundler takes another copy of the parser. */
declare module "sucrase/dist/index.js" {
  export { transform } from "sucrase";
}
