/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** Allows the style element that the code editor adds. */
    readonly nonce: string;
    /** Of what the API has answered for this page, by path: events with such a tag are nothing new to it. */
    readonly tags: Map<string, string>;
    /** All that the API has answered for it, where the page may be kept. */
    readonly answered: import("./data/answeredBy.ts").Answered[] | null;
    /** Who is signed in; null of a visitor. */
    readonly me: import("@steepest/core/schema/api/accounts.ts").Me | null;
  }
}

/** submissions/ as it was at build time: data/node/referencesPlugin.ts. */
declare module "virtual:references" {
  const references: readonly import("./data/referenceEntry.ts").ReferenceEntry[];
  export default references;
}

/** What the playground's editor knows of types: data/node/declarationsPlugin.ts. */
declare module "virtual:declarations" {
  const known: import("./language/openLanguage.ts").KnownTypes;
  export default known;
}

declare module "cloudflare:workers" {
  /** The Worker's bindings (wrangler.jsonc). */
  export const env: import("@steepest/api/bindings.ts").Bindings & {
    /** The site's built files. */
    readonly ASSETS: { fetch(request: Request): Promise<Response> };
  };
}
