import { formatLimit } from "@steepest/base/formatBytes.ts";
import { createMiddleware } from "hono/factory";
import { ApiProblem } from "./apiProblem.ts";

const mebibyte = 1024 * 1024;
const record = 8 * mebibyte;
const records = 32 * mebibyte;
/** Sources may be 64 KiB; escaped as JSON they can be several times that. */
const anythingElse = 3 * mebibyte;

/** Whoever sends more than this is not waited for. */
const mostDiscarded = 1024 * mebibyte;

const mostBytes = (path: string): number => {
  if (path.endsWith("/record")) return record;
  return path.endsWith("/records") ? records : anythingElse;
};

/**
 * The request with its body read, once it is known to be no larger than what its path takes. Throws a 413 problem, and only
 * after the rest has come in: workerd cuts the connection of an answer that overtakes its request, so that the sender
 * would see no more than a reset. What its header says of its length saves work, and decides nothing.
 */
export async function withLimitedBody(request: Request): Promise<Request> {
  if (request.body === null) return request;
  const most = mostBytes(new URL(request.url).pathname);
  const body =
    Number(request.headers.get("content-length") ?? Number.NaN) <= most
      ? await request.arrayBuffer()
      : await readUpTo(request.body, most);
  if (body.byteLength > most) throw tooLarge(most);
  return new Request(request, { body });
}

const tooLarge = (most: number): ApiProblem =>
  new ApiProblem(413, "body-too-large", {
    title: "The request body is too large.",
    detail: `At most ${formatLimit(most)} are accepted here.`,
    solution: "Send less: fewer or smaller files, or fewer records at once.",
  });

/** A body whose length nobody has said. Throws a 413 problem, once the rest has come in. */
async function readUpTo(body: ReadableStream<Uint8Array>, most: number): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes <= most) chunks.push(part.value);
    else chunks.length = 0;
    if (bytes > mostDiscarded) break;
  }
  if (bytes > most) throw tooLarge(most);
  return joined(chunks, bytes);
}

function joined(chunks: readonly Uint8Array[], bytes: number): ArrayBuffer {
  const whole = new Uint8Array(bytes);
  let end = 0;
  for (const chunk of chunks) {
    whole.set(chunk, end);
    end += chunk.byteLength;
  }
  return whole.buffer;
}

/** Refuses bodies larger than what a path can take. */
export const limitBody = createMiddleware(async (context, next) => {
  context.req.raw = await withLimitedBody(context.req.raw);
  await next();
});
