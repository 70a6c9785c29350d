import { createClient } from "@steepest/core/schema/api/client.ts";
import { problemSchema } from "@steepest/core/schema/problem.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { expect, test } from "vitest";
import { createApp } from "./app.ts";
import { admin, bindings, send, tokenFor, visitor } from "./test/platform.ts";

const token = await tokenFor("submitter", "ada");

const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  send(
    new Request(`http://api.test/v1${path}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", authorization: `Bearer ${token}`, ...headers },
    }),
  );

async function expectProblem(response: Response, status: number, code: string) {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(await response.json());
  expect(problem).toMatchObject({ status, type: `urn:steepest:problem:${code}` });
  expect(problem.solution).toBeTruthy();
  return problem;
}

test("the OpenAPI document describes every route, and no others", async () => {
  const app = createApp();
  const response = await app.request("/v1/openapi.json", {}, bindings);
  const document = (await response.json()) as {
    openapi: string;
    paths: Record<string, Record<string, { summary?: string; responses: Record<string, unknown> }>>;
  };
  expect(document.openapi).toBe("3.1.0");
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routed = app.routes
    .filter(({ method, path }) => method !== "ALL" && path !== "/v1/openapi.json")
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect([...new Set(routed)].sort()).toEqual(described.sort());
  expect(described.length).toBeGreaterThan(25);
  for (const methods of Object.values(document.paths)) {
    for (const { summary, responses } of Object.values(methods)) {
      expect(summary).toBeTruthy();
      expect(Object.keys(responses).length).toBeGreaterThan(0);
    }
  }
});

test("unknown routes, bad JSON and wrong fields are problems with a way out", async () => {
  await expectProblem(await send(new Request("http://api.test/v1/nothing")), 404, "unknown-route");
  await expectProblem(await post("/submissions", "{"), 400, "malformed-json");
  const { errors } = await expectProblem(await post("/entries", "{}"), 422, "invalid-request");
  expect(errors?.map(({ path }) => path)).toEqual(["version", "board"]);
  await expectProblem(await post("/entries", "{}", { authorization: "Basic abc" }), 401, "token-malformed");
  const challenge = await send(new Request("http://api.test/v1/tokens"));
  expect(challenge.headers.get("www-authenticate")).toBe("Bearer");
});

test.each([
  ["/submissions", 3],
  ["/entries", 3],
  ["/entries/x/records", 32],
  ["/leases", 3],
  ["/leases/x/record", 8],
  ["/runners", 3],
  ["/tokens", 3],
  ["/nothing", 3],
])(
  "a body for %s is refused above %d MiB, with or without a stated length, and read to its end",
  async (path, most) => {
    const large = `${"x".repeat(most * 1024 * 1024)}x`;
    const { detail } = await expectProblem(await post(path, large), 413, "body-too-large");
    expect(detail).toBe(`At most ${most} MiB are accepted here.`);
    let left = 2 * most + 1;
    const chunked = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(512 * 1024).fill(120));
        else controller.close();
      },
    });
    await expectProblem(await post(path, chunked), 413, "body-too-large");
    // An answer that overtakes its request is cut off by workerd.
    expect(left).toBeLessThan(0);
  },
);

test("a body of exactly the limit is read", async () => {
  const body = `${" ".repeat(3 * 1024 * 1024 - 2)}{}`;
  await expectProblem(await post("/entries", body), 422, "invalid-request");
  await expectProblem(await post("/entries", new Blob([body]).stream()), 422, "invalid-request");
});

test("a source over its own limit is refused by the sandbox's rules", async () => {
  const files = { "a.ts": `// ${"x".repeat(600 * 1024)}` };
  const response = await post("/submissions", JSON.stringify({ entry: "a.ts", files }));
  await expectProblem(response, 422, "source-invalid");
});

test("a broken database is a 500 that gives nothing away", async () => {
  const broken = {
    ...bindings,
    DB: {
      prepare: () => {
        throw new Error("secret detail");
      },
    },
  };
  const response = await createApp().request("/v1/submissions", {}, broken);
  const problem = await expectProblem(response, 500, "internal");
  expect(JSON.stringify(problem)).not.toContain("secret detail");
});

test("answers may be read from any site, and are never framed or sniffed", async () => {
  const response = await send(
    new Request("http://api.test/v1/health", { headers: { origin: "http://x.test" } }),
  );
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("x-frame-options")).toBe("DENY");
});

test("the client says where it looked when nothing answers", async () => {
  const client = createClient({
    baseUrl: "http://127.0.0.1:1",
    fetch: () => Promise.reject(new TypeError("connection refused")),
  });
  const error = await client.health().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ code: "api-unreachable", message: expect.stringContaining("127.0.0.1:1") });
});

test("the client refuses answers that are not the API's", async () => {
  const client = createClient({ baseUrl: "http://other.test", fetch: () => new Response("<html>hello") });
  expect(await client.health().catch((thrown: unknown) => thrown)).toMatchObject({ code: "api-mismatch" });
  expect((await visitor.health()).status).toBe("ok");
  expect((await admin.health()).api).toBe("v1");
});
