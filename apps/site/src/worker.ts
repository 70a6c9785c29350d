import { handle } from "@astrojs/cloudflare/handler";
import type { Bindings } from "@steepest/api/bindings.ts";
import { answerProblem } from "@steepest/api/http/answerError.ts";
import { ApiProblem } from "@steepest/api/http/apiProblem.ts";
import { withLimitedBody } from "@steepest/api/http/limitBody.ts";
import { limitForms } from "@steepest/api/http/limitRate.ts";
import { scheduled } from "@steepest/api/http/workLater.ts";
import { api } from "./data/api.ts";

type Handle = typeof handle;

/** Paths of programs: those of other versions, and what people guess below the page `/api`, are answered by the API, too, with problem details and no page. */
const isOfApi = (path: string): boolean => /^\/(v\d+(\/|$)|api\/|metrics$)/.test(path);

/** `/v1` is the API, everything else the site; what is sent to either has the same limits. */
export default {
  async fetch(request: Parameters<Handle>[0], env: Parameters<Handle>[1], context: Parameters<Handle>[2]) {
    const { pathname } = new URL(request.url);
    if (isOfApi(pathname)) return api.fetch(request, env, context);
    try {
      await limitForms(request as unknown as Request, env as unknown as Bindings);
      return await handle((await withLimitedBody(request)) as typeof request, env, context);
    } catch (error) {
      if (error instanceof ApiProblem) return answerProblem(error, pathname);
      throw error;
    }
  },
  scheduled,
};
