import { defineMiddleware } from "astro:middleware";
import type { Answered } from "./data/answeredBy.ts";
import { keepPage, keptPage, mayKeep } from "./data/keptPages.ts";
import { githubOrigin, whoAsks } from "./data/whoAsks.ts";

/** QuickJS and tfjs are WebAssembly, which these pages run in the visitor's own browser. */
const trains = (path: string): boolean => /^\/(submit|play)\/?$/.test(path);

const policy = (nonce: string, path: string): string =>
  [
    "default-src 'none'",
    `script-src 'self'${trains(path) ? " 'wasm-unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    // The sign-in form goes on to GitHub.
    `form-action 'self' ${githubOrigin()}`,
    "frame-ancestors 'none'",
  ].join("; ");

/** Security headers of every rendered page; public/_headers has those of files. */
export const onRequest = defineMiddleware(async ({ locals, url, request, isPrerendered }, next) => {
  const nonce = crypto.randomUUID();
  const keeps = !isPrerendered && mayKeep({ url, request });
  const kept = keeps ? await keptPage({ url, request }, nonce) : null;
  const answered: Answered[] | null = keeps ? [] : null;
  Object.assign(locals, {
    nonce,
    answered,
    tags: new Map(),
    me: isPrerendered || kept !== null ? null : await whoAsks({ url, request }),
  });
  const drawn = kept ?? (await next());
  const isNew = kept === null && answered !== null;
  const response = isNew ? await keepPage({ url, request }, nonce, drawn, answered) : drawn;
  response.headers.set("content-security-policy", policy(nonce, url.pathname));
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "same-origin");
  // What is signed in to is nobody else's, and gone from the screen's history after signing out.
  const cache = locals.me === null ? "no-cache" : "private, no-store";
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", cache);
  return response;
});
