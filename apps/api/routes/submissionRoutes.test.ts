import { type GuestLibrary, guestLibrarySha256, hashOfLibrary } from "@steepest/core/sandbox/guestLibrary.ts";
import { expect, test } from "vitest";
import { libraryOf } from "../submissions/libraryOf.ts";
import { bindings, clientFor, send, sourceOf, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";

const ada = await clientFor("submitter", "ada");
const bob = await clientFor("submitter", "bob");

test("the manifest is what the sandbox reads from the source", async () => {
  const created = await ada.createSubmission(sourceOf("first_one"));
  expect(created).toMatchObject({ submission: "first_one", number: 1 });
  expect(created.manifest).toMatchObject({ ruleset: "self", hyperparameters: [{ lr: 0.1 }] });
  const detail = await visitor.submission("first_one");
  expect(detail).toMatchObject({ owner: "ada", versions: 1, latestVersion: created.version, entries: [] });
  expect(await visitor.submissions()).toContainEqual(expect.objectContaining({ name: "first_one" }));
});

test("submissions are found by name, words, author, paper, family, ruleset and state of their latest version", async () => {
  const say = (name: string, manifest: string) => {
    const source = sourceOf(name);
    const text = source.files[source.entry] ?? "";
    const files = { [source.entry]: text.replace(/name: "[^"]*",/, (named) => `${named} ${manifest},`) };
    return ada.createSubmission({ ...source, files });
  };
  await say("found_sam", 'description: "Flat MINIMA 100%", paper: "arXiv:2010.01412", authors: ["Foret"]');
  await say("found_adam", 'paper: "https://arxiv.org/abs/1412.6980", stateBytesPerParameter: 8');
  await say("found_none", "stateBytesPerParameter: 0");
  const found = async (filter: Parameters<typeof visitor.submissions>[0]) =>
    (await visitor.submissions(filter)).map(({ name }) => name).filter((name) => name.startsWith("found_"));
  const all = ["found_adam", "found_none", "found_sam"];
  expect(await found({ find: "FOUND_" })).toEqual(all);
  expect(await found({ find: "found_", limit: "1", after: "found_adam" })).toEqual(["found_none"]);
  expect(await found({ find: "minima 100%" })).toEqual(["found_sam"]);
  expect(await found({ find: "found%" })).toEqual([]);
  expect(await found({ author: "foret" })).toEqual(["found_sam"]);
  expect(await found({ author: "ada" })).toEqual(all);
  expect(await found({ paper: "2010.01412" })).toEqual(["found_sam"]);
  expect(await found({ family: "flat" })).toEqual(["found_sam"]);
  expect(await found({ family: "adaptive" })).toEqual(["found_adam"]);
  expect(await found({ stateTo: 4 })).toEqual(["found_none"]);
  expect(await found({ stateFrom: 1, stateTo: 8 })).toEqual(["found_adam"]);
  expect(await found({ ruleset: "external" })).toEqual([]);
  expect((await visitor.submissions({ find: "found_sam" }))[0]).toMatchObject({
    ...{ authors: ["Foret"], paper: "arXiv:2010.01412", stateBytesPerParameter: null },
  });
});

test("a version names the library that it was checked with, which is kept by its hash", async () => {
  const { version, library } = await ada.createSubmission(sourceOf("with_library"));
  expect(library).toBe(guestLibrarySha256());
  expect((await visitor.version(version)).library).toBe(library);
  const kept = await bindings.STORE.get(`libraries/${library}`);
  expect(hashOfLibrary((await kept?.json()) as GuestLibrary)).toBe(library);
  await bindings.STORE.put("libraries/other", "{}");
  expect(await libraryOf(bindings.STORE, "other")).toBeNull();
  expect(await libraryOf(bindings.STORE, "absent")).toBeNull();
  const old = { "chain.ts": "export const chain = 1;" };
  await bindings.STORE.put(`libraries/${hashOfLibrary(old)}`, JSON.stringify(old));
  expect(await libraryOf(bindings.STORE, hashOfLibrary(old))).toEqual(old);
});

test("changed files make the next version; the history lists both, newest first", async () => {
  const source = sourceOf("versioned");
  await ada.createSubmission(source);
  const files = { "submission.ts": `${source.files["submission.ts"]}\n// changed` };
  const second = await ada.createSubmission({ ...source, files });
  expect(second.number).toBe(2);
  const { history, latestVersion } = await visitor.submission("versioned");
  expect(history.map(({ number }) => number)).toEqual([2, 1]);
  expect(latestVersion).toBe(second.version);
});

test("exactly the same files are refused, naming the version that they are", async () => {
  const { version } = await ada.createSubmission(sourceOf("twice"));
  expect(await problemOf(ada.createSubmission(sourceOf("twice")))).toMatchObject({
    status: 409,
    code: "version-exists",
    existing: version,
  });
});

test("two uploads of the same files at once make one version", async () => {
  const outcomes = await Promise.allSettled([1, 2].map(() => ada.createSubmission(sourceOf("at_once"))));
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await visitor.submission("at_once")).versions).toBe(1);
});

test("a name stays with its owner", async () => {
  const source = sourceOf("owned");
  await ada.createSubmission(source);
  const files = { "submission.ts": `// mine\n${source.files["submission.ts"]}` };
  expect(await problemOf(bob.createSubmission({ ...source, files }))).toMatchObject({
    status: 403,
    code: "name-taken",
    solution: expect.stringContaining("name"),
  });
});

test("a source that does not load is refused with its place", async () => {
  const files = { "submission.ts": "const lr = 1;\nthrow new Error('no');\n" };
  const problem = await problemOf(ada.createSubmission({ entry: "submission.ts", files }));
  expect(problem.status).toBe(422);
  expect(problem.errors?.[0]?.path).toMatch(/^submission\.ts:2/);
});

const fileWith = (text: string, more: Record<string, string> = {}) => ({
  entry: "submission.ts",
  files: { "submission.ts": text, ...more },
});

test("a JSON file is data: published and hashed as it is, and named where it is none", async () => {
  const { files } = sourceOf("with_json");
  const text = `import points from "./points.json" with { type: "json" };${files["submission.ts"]?.replace("[{ lr: 0.1 }]", "points")}`;
  const json = '\ufeff[{ "lr": 0.25 }]\n';
  const created = await ada.createSubmission(fileWith(text, { "points.json": json }));
  expect(created.manifest.hyperparameters).toEqual([{ lr: 0.25 }]);
  expect((await visitor.version(created.version)).source.files["points.json"]).toBe(json);
  const code = await problemOf(
    ada.createSubmission(fileWith(text, { "points.json": "[\nexport default 1" })),
  );
  expect(code).toMatchObject({ status: 422, code: "syntax-error", errors: [{ path: "points.json:2:1" }] });
  expect(await problemOf(ada.createSubmission({ entry: "a.json", files: { "a.json": "[]" } }))).toMatchObject(
    {
      status: 422,
      code: "source-invalid",
    },
  );
});

test("text that UTF-8 cannot write has no version: it is refused, with its line", async () => {
  for (const half of ["\ud800", "\udc00"]) {
    const problem = await problemOf(
      ada.createSubmission(fileWith(`${sourceOf("halves").files["submission.ts"]}// ${half}\n`)),
    );
    expect(problem).toMatchObject({ status: 422, code: "source-invalid" });
    expect(problem.errors?.[0]?.path).toMatch(/^submission\.ts:10/);
  }
});

test("memorised weights, files that nothing imports and characters that nobody sees are refused, each with its place", async () => {
  const text = sourceOf("memorised").files["submission.ts"] ?? "";
  const weights = Array.from({ length: 2000 }, (_, index) => ((index * 7919) % 99991) / 99991);
  const refused = async (source: ReturnType<typeof fileWith>) => {
    const { status, code, errors } = await problemOf(ada.createSubmission(source));
    return { status, code, path: errors?.[0]?.path };
  };
  expect(
    await refused(fileWith(`import "./w.json";\n${text}`, { "w.json": JSON.stringify(weights) })),
  ).toEqual({ status: 422, code: "too-many-constants", path: "w.json:1" });
  expect(await refused(fileWith(text, { "w.ts": "" }))).toEqual({
    status: 422,
    code: "source-invalid",
    path: "w.ts",
  });
  expect(await refused(fileWith(`// \u202e\n${text}`))).toEqual({
    status: 422,
    code: "source-invalid",
    path: "submission.ts:1:4",
  });
});

test("paths that no disk holds are refused, each with why", async () => {
  for (const path of ["../b.ts", "/b.ts", "a\\b.ts", "\u00e9.ts", `${"b".repeat(200)}.ts`]) {
    const problem = await problemOf(ada.createSubmission(fileWith("", { [path]: "" })));
    expect(problem).toMatchObject({ status: 422, code: "invalid-request" });
    expect(problem.errors?.[0]?.message).toMatch(/^the path .* must/);
  }
  const twin = await problemOf(ada.createSubmission(fileWith("", { "Submission.ts": "" })));
  expect(twin).toMatchObject({ status: 422, code: "source-invalid" });
});

test("a mistake in a search space names field and line", async () => {
  const { files } = sourceOf("mistaken", "external");
  const text = files["submission.ts"]?.replace("max: 1,", "max: 1e-4,") ?? "";
  expect(await problemOf(ada.createSubmission(fileWith(text)))).toMatchObject({
    status: 422,
    code: "manifest-invalid",
    errors: [
      {
        path: "submission.ts:6",
        message:
          "submission.ts:6: hyperparameters.lr.min must not be larger than max (got min 0.001, max 0.0001)",
      },
    ],
  });
});

test("an endless loop at the top of a source ends with an error", async () => {
  const files = { "submission.ts": "while (true) {}\n" };
  expect(await problemOf(ada.createSubmission({ entry: "submission.ts", files }))).toMatchObject({
    status: 422,
    code: "call-deadline",
  });
});

test("an entry file that is not among the files is named", async () => {
  const problem = await problemOf(ada.createSubmission({ entry: "other.ts", files: { "a.ts": "" } }));
  expect(problem).toMatchObject({ status: 422, code: "invalid-request" });
  expect(problem.errors).toContainEqual(expect.objectContaining({ path: "entry" }));
});

test("a version is served with its source, for ever, and not twice to who has it", async () => {
  const source = sourceOf("served");
  const { version } = await ada.createSubmission(source);
  expect((await visitor.version(version)).source).toEqual(source);
  const url = `http://api.test/v1/versions/${version}`;
  const response = await send(new Request(url));
  expect(response.headers.get("cache-control")).toContain("immutable");
  const etag = response.headers.get("etag") ?? "";
  const again = await send(new Request(url, { headers: { "if-none-match": etag } }));
  expect(again.status).toBe(304);
});

test("unknown submissions and versions are 404s", async () => {
  expect(await problemOf(visitor.submission("nobody"))).toMatchObject({
    status: 404,
    code: "unknown-submission",
  });
  expect(await problemOf(visitor.version("0".repeat(64)))).toMatchObject({
    status: 404,
    code: "unknown-version",
  });
});

test("of two users who upload a new name at the same moment, one gets it and the other is told so", async () => {
  const source = sourceOf("raced");
  const other = { ...source, files: { "submission.ts": `${source.files["submission.ts"]}\n// bob's` } };
  const results = await Promise.allSettled([ada.createSubmission(source), bob.createSubmission(other)]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const { history, owner } = await visitor.submission("raced");
  expect(history).toHaveLength(1);
  expect(results[owner === "ada" ? 0 : 1]?.status).toBe("fulfilled");
});
