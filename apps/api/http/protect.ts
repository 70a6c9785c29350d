import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "../bindings.ts";

/** Headers that keep an answer from being more than data: no framing, no sniffing, no referrer. */
export const protect = createMiddleware<ApiEnv>(async (context, next) => {
  await next();
  const { headers } = context.res;
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("x-frame-options", "DENY");
  headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
});
