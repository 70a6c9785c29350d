import { env } from "cloudflare:workers";
import { urlOf } from "@steepest/api/settings/readVariable.ts";
import type { Me } from "@steepest/core/schema/api/accounts.ts";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import { type Asked, clientFor } from "./client.ts";

/** Who is signed in; null of a visitor, who is not asked for. */
export async function whoAsks(page: Asked): Promise<Me | null> {
  if (!page.request.headers.get("cookie")?.includes("steepest.session_token=")) return null;
  try {
    return await clientFor(page).me();
  } catch (error) {
    // Of a session that has ended, and of another site's form.
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return null;
    throw error;
  }
}

/** Where the sign-in form goes on to. */
export const githubOrigin = (): string => urlOf(env, "GITHUB_URL")?.origin ?? "https://github.com";

/** Where the site is, as its operator says or as it was asked; nothing in front of the path where a page is built before anybody asks. */
export const siteOrigin = (asked: URL): string => (urlOf(env, "STEEPEST_URL") ?? asked).origin;
