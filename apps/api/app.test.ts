import { UserError } from "@steepest/base/userError.ts";
import { createClient } from "@steepest/core/schema/api/client.ts";
import { problemSchema } from "@steepest/core/schema/problem.ts";
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
    paths: Record<
      string,
      Record<string, { summary?: string; requestBody?: unknown; responses: Record<string, unknown> }>
    >;
  };
  expect(document.openapi).toBe("3.1.0");
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routed = app.routes
    // better-auth's routes are its library's, told in docs/accounts.md.
    .filter(({ method, path }) => method !== "ALL" && !/^\/v1\/(?:openapi\.json$|auth\/)/.test(path))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect([...new Set(routed)].sort()).toEqual(described.sort());
  expect(described.length).toBeGreaterThan(25);
  for (const methods of Object.values(document.paths)) {
    for (const { summary, responses, requestBody } of Object.values(methods)) {
      expect(summary).toBeTruthy();
      // A token that is sent is checked everywhere, also where none is needed.
      const always = requestBody === undefined ? ["401", "500"] : ["400", "401", "413", "415", "500"];
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(always));
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
  "/v1",
  "/v1/",
  "/v1/nothing/at/all",
  "/v1/boards/",
  "/v1/trials/%E0%A4%A/x",
  "/v1/%00",
  "/v2/boards",
  "/",
])("the unknown path %s is a problem by every method", async (path) => {
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
    const response = await send(new Request(`http://api.test${path}`, { method }));
    await expectProblem(response, 404, "unknown-route");
  }
});

test("a method that a path does not have is a problem", async () => {
  for (const method of ["PUT", "PATCH", "DELETE"]) {
    const response = await send(new Request("http://api.test/v1/boards", { method }));
    await expectProblem(response, 404, "unknown-route");
  }
});

test("a bad token is told of on public routes too", async () => {
  const headers = { authorization: "Bearer stp_nonsense" };
  for (const path of ["/health", "/boards", "/submissions", "/openapi.json"]) {
    const response = await send(new Request(`http://api.test/v1${path}`, { headers }));
    await expectProblem(response, 401, "token-unknown");
  }
});

test.each([
  ["application/x-www-form-urlencoded", "version=1"],
  ["multipart/form-data; boundary=b", "--b--"],
  ["text/plain", "{}"],
  ["application/jsonish", "{}"],
])("a body that is sent as %s is answered with what the API takes", async (type, body) => {
  for (const path of ["/submissions", "/entries", "/runners", "/leases", "/tokens"]) {
    const { solution } = await expectProblem(
      await post(path, body, { "content-type": type }),
      415,
      "not-json",
    );
    expect(solution).toContain("application/json");
  }
});

test("JSON is read to a nesting of 32, and not beyond", async () => {
  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  await expectProblem(await post("/entries", nested(32)), 422, "invalid-request");
  const { detail, solution } = await expectProblem(await post("/entries", nested(33)), 400, "json-too-deep");
  expect(detail).toContain("32");
  expect(solution).toBeTruthy();
  await expectProblem(await post("/entries", '{"a":'.repeat(100_000)), 400, "json-too-deep");
  await expectProblem(await post("/leases/x/record", `{"record":${nested(1000)}}`), 400, "json-too-deep");
  await expectProblem(
    await post("/entries", nested(33), { "content-type": "application/merge-patch+json" }),
    400,
    "json-too-deep",
  );
  // Brackets in strings nest nothing, those after an escaped quote neither.
  const text = JSON.stringify({ version: `\\"${"[{".repeat(100)}\\` });
  await expectProblem(await post("/entries", text), 422, "invalid-request");
  // One after another is not one in another.
  await expectProblem(await post("/entries", `[${"[],".repeat(1000)}[]]`), 422, "invalid-request");
});

test("a submission may have 64 files, and no more", async () => {
  const upload = (files: number) =>
    post(
      "/submissions",
      JSON.stringify({
        entry: "f0.ts",
        files: Object.fromEntries(Array.from({ length: files }, (_, at) => [`f${at}.ts`, "export {};"])),
      }),
    );
  const many = await expectProblem(await upload(65), 422, "source-invalid");
  expect(many.detail).toMatch(/65 files.*limit of 64/);
  expect(many.solution).toMatch(/one file/);
  // Beyond the count of files: it is read, and exports nothing.
  const { detail } = problemSchema.parse(await (await upload(64)).json());
  expect(detail).not.toMatch(/limit of 64/);
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
