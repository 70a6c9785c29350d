import { defineMiddleware } from "astro:middleware";

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    // QuickJS and tfjs are WebAssembly: the submit page checks submissions in the visitor's own browser.
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Security headers of every rendered page; public/_headers has those of files. */
export const onRequest = defineMiddleware(async ({ locals }, next) => {
  const nonce = crypto.randomUUID();
  Object.assign(locals, { nonce });
  const response = await next();
  response.headers.set("content-security-policy", policy(nonce));
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "same-origin");
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-cache");
  return response;
});
