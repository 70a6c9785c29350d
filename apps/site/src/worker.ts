import { handle } from "@astrojs/cloudflare/handler";
import { api } from "./data/api.ts";

type Handle = typeof handle;

/** `/v1` is the API, everything else the site. */
export default {
  fetch(request: Parameters<Handle>[0], env: Parameters<Handle>[1], context: Parameters<Handle>[2]) {
    const { pathname } = new URL(request.url);
    return pathname === "/v1" || pathname.startsWith("/v1/")
      ? api.fetch(request, env, context)
      : handle(request, env, context);
  },
};
