/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** Allows the style element that the code editor adds. */
    readonly nonce: string;
  }
}

declare module "cloudflare:workers" {
  /** The Worker's bindings (wrangler.jsonc). */
  export const env: import("@steepest/api/bindings.ts").Bindings;
}
