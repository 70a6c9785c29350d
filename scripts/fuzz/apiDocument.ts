import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import type { Schema } from "./drawValue.ts";

const media = z.record(z.string(), z.looseObject({ schema: z.custom<Schema>().optional() }));

const operationSchema = z.looseObject({
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.enum(["path", "query", "header", "cookie"]),
        required: z.boolean().optional(),
        schema: z.custom<Schema>(),
      }),
    )
    .default([]),
  requestBody: z.looseObject({ content: media }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: media.optional() })),
});

export type Operation = z.infer<typeof operationSchema> & { readonly method: string; readonly path: string };

const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

/** What the API says of itself: its operations, and whether an answer is one that it promises. */
export class ApiDocument {
  readonly operations: readonly Operation[];
  readonly #whole: Record<string, unknown>;
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: unknown) {
    this.#whole = document as Record<string, unknown>;
    this.operations = Object.entries(documentSchema.parse(document).paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...operation,
        method: method.toUpperCase(),
        path,
      })),
    );
    // Formats are the server's own business; unknown keywords are OpenAPI's.
    this.#ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
    this.#ajv.addSchema({ ...this.#whole, $id: "api" });
  }

  /** What a local reference such as `#/components/schemas/Entry` names. */
  readonly resolve = (ref: string): Schema => {
    const parts = ref.replace(/^#\//, "").split("/");
    return parts.reduce<unknown>(
      (at, part) => (at as Record<string, unknown>)[unescapePointer(part)],
      this.#whole,
    ) as Schema;
  };

  /** Why an answer is none that the operation promises, or null. */
  fault(operation: Operation, status: number, contentType: string, body: string): string | null {
    // The server in front of the Worker: an address or a head that is too long.
    if (status === 414 || status === 431) return null;
    const promised = operation.responses[String(status)];
    if (promised === undefined) return `answers ${status}, which it does not promise`;
    const bare = contentType.split(";")[0]?.trim() ?? "";
    if (status >= 400 && bare !== "application/problem+json")
      return `answers ${status} as ${bare || "nothing"}, not as a problem`;
    if (promised.content === undefined)
      return body === "" || status >= 300 ? null : `answers ${status} with a body that it does not promise`;
    if (promised.content[bare] === undefined)
      return `answers ${status} as ${bare}, which it does not promise`;
    // JSON lines may be one line.
    if (!bare.endsWith("json") || bare.endsWith("ndjson")) return null;
    const at = [
      "paths",
      operation.path,
      operation.method.toLowerCase(),
      "responses",
      String(status),
      "content",
      bare,
      "schema",
    ];
    const pointer = `api#/${at.map((part) => encodeURIComponent(escapePointer(part))).join("/")}`;
    const validate = this.#validators.get(pointer) ?? this.#ajv.compile({ $ref: pointer });
    this.#validators.set(pointer, validate);
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return `answers ${status} with what is no JSON`;
    }
    if (validate(value)) return null;
    const [first] = validate.errors ?? [];
    return `answers ${status} with another shape than it promises: ${first?.instancePath} ${first?.message}`;
  }
}

const escapePointer = (part: string) => part.replaceAll("~", "~0").replaceAll("/", "~1");
const unescapePointer = (part: string) =>
  decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
