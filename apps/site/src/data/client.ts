import { env } from "cloudflare:workers";
import { type Client, createClient } from "@steepest/core/schema/api/client.ts";
import { type Answered, answeredBy } from "./answeredBy.ts";
import { api } from "./api.ts";

/** A page's request, as far as the API is asked in its name. */
export interface Asked {
  readonly url: URL;
  readonly request: Request;
  /** `tags`: of what the API has answered for this page, by path; `answered`: all of it, where the page may be kept. */
  readonly locals?: { readonly tags: Map<string, string>; readonly answered: Answered[] | null };
}

/** The API without a network in between, as who is signed in where the request was made. */
export function askApi({ url, request }: Asked, asked: Request): Response | Promise<Response> {
  const headers = new Headers(asked.headers);
  // What a page asks, its visitor asks: rates are counted by their address.
  const address = request.headers.get("cf-connecting-ip");
  if (address !== null) headers.set("cf-connecting-ip", address);
  const cookie = request.headers.get("cookie");
  if (cookie !== null && !headers.has("authorization")) {
    headers.set("cookie", cookie);
    // Of a form that another site has sent this is the other's: the API refuses it.
    headers.set("origin", request.headers.get("origin") ?? url.origin);
  }
  return api.fetch(new Request(asked, { headers }), env);
}

/** The API's client of a page. With a token it is the token's, else of who is signed in. */
export const clientFor = (page: Asked, token?: string): Client =>
  createClient({
    baseUrl: page.url.origin,
    ...(token === undefined ? {} : { token }),
    fetch: async (request) => {
      const response = await askApi(page, request);
      const tag = response.headers.get("etag");
      if (tag !== null) page.locals?.tags.set(new URL(request.url).pathname, tag.slice(1, -1));
      page.locals?.answered?.push(await answeredBy(request, response));
      return response;
    },
  });
