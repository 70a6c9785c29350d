import type { CreateSignInLink } from "@steepest/core/schema/api/accounts.ts";
import { type Client, createClient } from "@steepest/core/schema/api/client.ts";
import { admin, send } from "./platform.ts";

export const origin = "http://api.test";

/** What a browser would send back. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .filter((cookie) => !/max-age=0/i.test(cookie))
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

/** A session's cookie, by the operator's one-time link. */
export async function signIn(link: CreateSignInLink): Promise<string> {
  const { url } = await admin.createSignInLink(link);
  return cookiesOf(await send(new Request(url, { redirect: "manual" })));
}

/** As a page of this origin calls the API in the browser of who is signed in; null: as a program that has the cookie. */
export const clientWith = (cookie: string, from: string | null = origin): Client =>
  createClient({
    baseUrl: origin,
    fetch: (request) => {
      const headers = new Headers(request.headers);
      headers.set("cookie", cookie);
      if (from !== null) headers.set("origin", from);
      return send(new Request(request, { headers }));
    },
  });
