import type { ExecutionContext } from "@cloudflare/workers-types";
import { createApp } from "../../../apps/api/app.ts";
import type { Bindings } from "../../../apps/api/bindings.ts";
import { type Observed, observe } from "../../../apps/api/test/observe.ts";
import { type AskedRows, askedHeader, laterPath, none, plus, statementsHeader } from "./askedOf.ts";

const app = createApp();

/** What this isolate has asked after its answers, and for how many of them. */
let later: AskedRows & { readonly looks: number } = { ...none, looks: 0 };

const askedBy = ({ statements: _, readBy: __, reset: ___, ...asked }: Observed): AskedRows => ({ ...asked });

/** The API's Worker, whose answers say what they have asked of D1 and R2; `laterPath` tells what was asked after them. */
export default {
  async fetch(request: Request, env: Bindings, context: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname === laterPath) return Response.json(later);
    const { observed, DB, STORE } = observe(env);
    const after: Promise<unknown>[] = [];
    const watched = {
      waitUntil: (work: Promise<unknown>) => {
        after.push(work);
        context.waitUntil(work);
      },
      passThroughOnException: () => context.passThroughOnException(),
      props: {},
    };
    const answer = await app.fetch(request, { ...env, DB, STORE }, watched);
    // Streams ask while they are read.
    const body = answer.body === null ? null : await answer.arrayBuffer();
    const headers = new Headers(answer.headers);
    const asked = askedBy(observed);
    headers.set(askedHeader, JSON.stringify(asked));
    const most = [...observed.readBy].sort(([, a], [, b]) => b - a).slice(0, 12);
    headers.set(
      statementsHeader,
      JSON.stringify(most.map(([text, rows]) => [rows, text.replaceAll(/\s+/g, " ").slice(0, 300)])),
    );
    if (after.length > 0) {
      const settled = Promise.allSettled(after).then(() => {
        const all = askedBy(observed);
        later = { ...plus(later, plus(all, asked, -1)), looks: later.looks + 1 };
      });
      context.waitUntil(settled);
    }
    return new Response(body, { status: answer.status, headers });
  },
};
