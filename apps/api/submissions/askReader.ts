import type { Fetcher } from "@cloudflare/workers-types";
import { manifestProblems } from "@steepest/core/schema/manifestProblems.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { type Reading, type ReadRequest, readingSchema } from "../reader/reading.ts";

/** A reading ends by itself long before; this is for a reader that is away, or has too much to do. */
const millisecondsToWait = 30_000;

/** Seconds after which it is worth to ask a busy reader again. */
const secondsWhileBusy = 5;

/**
 * Has the reader read, which nothing in this isolate does: a submission can make parsers and engine work for ever. What it answers is
 * checked like a stranger's word, for a stranger's code ran there.
 */
export async function askReader(reader: Fetcher, request: ReadRequest): Promise<Reading> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Reading>((resolve) => {
    timer = setTimeout(() => resolve({ state: "busy" }), millisecondsToWait);
  });
  try {
    return await Promise.race([asked(reader, request), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function asked(reader: Fetcher, request: ReadRequest): Promise<Reading> {
  const stopped: Reading = { state: "stopped", why: "crash" };
  try {
    const answer = await reader.fetch("http://reader/", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    const reading = readingSchema.safeParse(answer.ok ? await answer.json() : null);
    if (!reading.success) return stopped;
    const { data } = reading;
    return data.state === "read" && data.manifest !== null && manifestProblems(data.manifest).length > 0
      ? stopped
      : data;
  } catch {
    // Cloudflare ends a Worker that is above its CPU or memory limit by failing the fetch.
    return stopped;
  }
}

/** What was read, or the problem that the uploader is told. */
export function readOrThrow(reading: Reading, entry: string): Extract<Reading, { state: "read" }> {
  if (reading.state === "read") return reading;
  if (reading.state === "refused") {
    const { code, message, solution, place } = reading.refusal;
    throw new ApiProblem(422, code, {
      title: "The submission does not load.",
      detail: message,
      solution,
      errors: [{ path: place ?? entry, message }],
    });
  }
  if (reading.state === "busy") {
    throw new ApiProblem(
      503,
      "reader-busy",
      {
        title: "Too many submissions wait to be read.",
        detail: "Sources are read a few at a time, apart from what serves.",
        solution: `Send it again in ${secondsWhileBusy} s; nothing was stored.`,
      },
      { "retry-after": String(secondsWhileBusy) },
    );
  }
  throw new ApiProblem(422, reading.why === "deadline" ? "reading-deadline" : "reading-crashed", {
    title:
      reading.why === "deadline"
        ? "The submission took too long to read."
        : "What reads submissions broke off at this one.",
    detail:
      "A submission is evaluated once, for its manifest, within some seconds of work and little memory.",
    solution:
      "Do nothing while the modules load but define: what trains belongs into init and update. `steepest check FILE` reads it on your machine.",
  });
}
