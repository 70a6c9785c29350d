import { loadWorkerEngine } from "../sandbox/workerEngine.ts";
import { readSubmission } from "./readSubmission.ts";

/**
 * The reader as a Worker of its own, reached by the service binding READER of the Worker that serves. Cloudflare ends a reading at the
 * CPU limit of wrangler.jsonc, which the caller sees as a failed fetch; nothing but readings shares this Worker.
 */
export default {
  fetch: async (request: Request): Promise<Response> =>
    Response.json(await readSubmission(await request.json(), loadWorkerEngine)),
};
