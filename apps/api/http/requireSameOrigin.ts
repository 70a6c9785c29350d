import { ApiProblem } from "./apiProblem.ts";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what another site's page makes a browser do in its user's name: a cookie comes along with it, the site's own Origin does not. Throws a 403
 * problem. Every browser states the Origin of such a request; what states none is no browser, and has a token to send.
 */
export function requireSameOrigin(request: Request, publicUrl: URL | null): void {
  if (safe.has(request.method)) return;
  // Behind a proxy the address of the request is not the one that its browser shows.
  const own = new Set([new URL(request.url).origin, ...(publicUrl === null ? [] : [publicUrl.origin])]);
  const origin = request.headers.get("origin");
  if (origin !== null && own.has(origin)) return;
  throw new ApiProblem(403, "cross-site", {
    title: "This request does not come from this site.",
    detail: `A session's cookie counts only with the Origin ${[...own].join(" or ")}; sent was ${origin ?? "none"}.`,
    solution: "Use the site's own pages, or send a token: `Authorization: Bearer stp_…`.",
  });
}
