import type { ExecutionContext } from "@cloudflare/workers-types";
import { createApp } from "../../../apps/api/app.ts";
import type { Bindings } from "../../../apps/api/bindings.ts";
import { observe } from "../../../apps/api/test/observe.ts";

const app = createApp();

/** The header with what an answer has asked of D1 and R2. */
const header = "x-asked";

/** The API's Worker, whose answers say what they have asked of D1 and R2. */
export default {
  async fetch(request: Request, env: Bindings, context: ExecutionContext): Promise<Response> {
    const { observed, DB, STORE } = observe(env);
    const answer = await app.fetch(request, { ...env, DB, STORE }, context);
    // Streams ask while they are read.
    const body = answer.body === null ? null : await answer.arrayBuffer();
    const headers = new Headers(answer.headers);
    const { statements: _, reset: __, ...asked } = observed;
    headers.set(header, JSON.stringify(asked));
    return new Response(body, { status: answer.status, headers });
  },
};
