import { UserError } from "@steepest/base/userError.ts";
import { z } from "zod";
import { problemSchema } from "../problem.ts";
import { ApiError } from "./apiError.ts";

export interface ClientOptions {
  /** Where the API is, without `/v1`: `http://127.0.0.1:8788`. */
  readonly baseUrl: string;
  readonly token?: string;
  /** Instead of the global one: in the Worker the site hands the Hono app's own `fetch`. */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
}

type Method = "GET" | "POST" | "DELETE";

/** How a client asks and reads. Every failure is a `UserError`. */
export interface Transport {
  request(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Response>;
  /** Asks for one JSON document, which is checked against its schema. */
  call<Schema extends z.ZodType>(
    schema: Schema,
    method: Method,
    path: string,
    body?: unknown,
  ): Promise<z.output<Schema>>;
  /** The JSON of an answer. */
  read<Schema extends z.ZodType>(schema: Schema, response: Response, path: string): Promise<z.output<Schema>>;
  parse<Schema extends z.ZodType>(schema: Schema, value: unknown, path: string): z.output<Schema>;
}

export function createTransport({ baseUrl, token, fetch: send = fetch }: ClientOptions): Transport {
  const transport: Transport = {
    async request(method, path, body, signal) {
      const headers = new Headers({ accept: "application/json" });
      if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
      if (body !== undefined) headers.set("content-type", "application/json");
      let response: Response;
      try {
        const url = new URL(`/v1${path}`, baseUrl);
        const payload = body === undefined ? null : JSON.stringify(body);
        response = await send(new Request(url, { method, headers, body: payload, signal: signal ?? null }));
      } catch (error) {
        if (signal?.aborted) throw error;
        throw unreachable(baseUrl, error);
      }
      if (!response.ok) throw await failure(baseUrl, response);
      return response;
    },
    async call(schema, method, path, body) {
      return transport.read(schema, await transport.request(method, path, body), path);
    },
    async read(schema, response, path) {
      return transport.parse(schema, await json(baseUrl, response), path);
    },
    parse(schema, value, path) {
      const parsed = schema.safeParse(value);
      if (!parsed.success) throw notOurApi(baseUrl, `${path}: ${z.prettifyError(parsed.error)}`);
      return parsed.data;
    },
  };
  return transport;
}

/** A path with its parameters escaped. */
export const at = (parts: TemplateStringsArray, ...values: string[]): string =>
  String.raw({ raw: parts }, ...values.map(encodeURIComponent));

/** A query string of what is given. */
export function query(parameters: Record<string, string | number | undefined>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

function unreachable(baseUrl: string, cause: unknown): UserError {
  return new UserError(
    {
      code: "api-unreachable",
      what: `No answer from the API at ${baseUrl}.`,
      details: cause instanceof Error ? String(cause.cause ?? cause.message) : String(cause),
      solution: "Check the address and that the platform runs (`npm start` starts a local one).",
    },
    { cause },
  );
}

const notOurApi = (baseUrl: string, details: string): UserError =>
  new UserError({
    code: "api-mismatch",
    what: `${baseUrl} does not answer like this version of the Steepest API.`,
    details,
    solution: "Check the address, and that both sides run the same version of Steepest.",
  });

async function json(baseUrl: string, response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw notOurApi(baseUrl, `HTTP ${response.status}, not JSON: ${text.slice(0, 200)}`);
  }
}

async function failure(baseUrl: string, response: Response): Promise<UserError> {
  const problem = problemSchema.safeParse(await json(baseUrl, response));
  return problem.success
    ? new ApiError(problem.data)
    : notOurApi(baseUrl, `HTTP ${response.status} without problem details`);
}
