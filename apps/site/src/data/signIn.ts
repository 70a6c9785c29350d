import { UserError } from "@steepest/base/userError.ts";
import { type Asked, askApi } from "./client.ts";

/** Asks better-auth's routes as the page's own browser would, and hands on the cookies that it sets. */
async function askAuth(page: Asked, path: string, body: unknown): Promise<Response> {
  const headers = {
    "content-type": "application/json",
    origin: page.request.headers.get("origin") ?? page.url.origin,
  };
  const request = new Request(new URL(`/v1/auth${path}`, page.url), {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  const answer = await askApi(page, request);
  if (answer.ok) return answer;
  const problem = (await answer.json().catch(() => ({}))) as { message?: string; title?: string };
  throw new UserError({
    code: "sign-in-failed",
    what: problem.message ?? problem.title ?? "That did not work.",
    solution: "Try again in a while; if it persists, ask the operator for a one-time link.",
  });
}

const redirectTo = (location: string, cookies: readonly string[]): Response => {
  const response = new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
};

/** On to GitHub, with the cookie that ties the answer to this browser. */
export async function toGithub(page: Asked, next: string): Promise<Response> {
  const answer = await askAuth(page, "/sign-in/social", {
    provider: "github",
    callbackURL: next,
    errorCallbackURL: "/sign-in",
  });
  const { url } = (await answer.json()) as { url: string };
  return redirectTo(url, answer.headers.getSetCookie());
}

/** Mails a link. */
export async function mailLink(page: Asked, email: string, next: string): Promise<void> {
  await askAuth(page, "/sign-in/magic-link", { email, callbackURL: next, errorCallbackURL: "/sign-in" });
}

export async function signOut(page: Asked): Promise<Response> {
  const answer = await askAuth(page, "/sign-out", {});
  return redirectTo("/", answer.headers.getSetCookie());
}

/** Where to go after signing in: a page of this site, whatever the address says. */
export const nextPage = (wanted: string | null): string =>
  wanted !== null && /^\/(?![/\\])[\w\-./?=&%]*$/.test(wanted) ? wanted : "/account";
