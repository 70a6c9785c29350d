import { createMiddleware } from "hono/factory";
import { ApiProblem } from "./apiProblem.ts";
import { checkNesting } from "./checkNesting.ts";

/** The API takes JSON only, none of it deep. Comes after the length of the body is known to be within its limit. */
export const requireJson = createMiddleware(async (context, next) => {
  if (context.req.raw.body !== null) {
    // Routes get it from here; the sign-in reads the request itself.
    const isSignIn = context.req.path.startsWith("/v1/auth/");
    const body = new Uint8Array(await (isSignIn ? context.req.raw.clone() : context.req).arrayBuffer());
    const type = context.req.header("content-type") ?? "";
    if (body.length > 0 && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
      throw new ApiProblem(415, "not-json", {
        title: "The API takes JSON only.",
        detail:
          type === "" ? "The request has a body without a content-type." : `The body is sent as ${type}.`,
        solution:
          "Send JSON with `content-type: application/json`; forms are for the site's page /submit alone.",
      });
    }
    checkNesting(body);
  }
  await next();
});
