import { env } from "cloudflare:workers";
import { type Client, createClient } from "@steepest/core/schema/api/client.ts";
import { api } from "./api.ts";

/** The API's client without a network in between. */
export const clientFor = (url: URL, token?: string): Client =>
  createClient({
    baseUrl: url.origin,
    ...(token === undefined ? {} : { token }),
    fetch: (request) => api.fetch(request, env),
  });
