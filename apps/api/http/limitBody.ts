import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { ApiProblem } from "./apiProblem.ts";

const mebibyte = 1024 * 1024;

const atMost = (mebibytes: number) =>
  bodyLimit({
    maxSize: mebibytes * mebibyte,
    onError: () => {
      throw new ApiProblem(413, "body-too-large", {
        title: "The request body is too large.",
        detail: `At most ${mebibytes} MiB are accepted here.`,
        solution: "Send less: fewer or smaller files, or fewer records at once.",
      });
    },
  });

const record = atMost(8);
const records = atMost(32);
/** Sources may be 64 KiB; escaped as JSON they can be several times that. */
const anythingElse = atMost(3);

/** Refuses bodies larger than what a path can take. */
export const limitBody = createMiddleware((context, next) => {
  const { path } = context.req;
  if (path.endsWith("/record")) return record(context, next);
  return path.endsWith("/records") ? records(context, next) : anythingElse(context, next);
});
