import { expect, test } from "vitest";
import { submissionVersion } from "./submissionVersion.ts";

const source = { entry: "a.ts", files: { "a.ts": "one", "b.ts": "two" } };

test("the order of the files does not matter", () => {
  expect(submissionVersion({ entry: "a.ts", files: { "b.ts": "two", "a.ts": "one" } })).toBe(
    submissionVersion(source),
  );
});

test.each([
  { entry: "b.ts", files: source.files },
  { entry: "a.ts", files: { "a.ts": "one", "b.ts": "two " } },
  { entry: "a.ts", files: { "a.ts": "one", "c.ts": "two" } },
  { entry: "a.ts", files: { "a.ts": "oneb.ts", "b.ts": "two" } },
  { entry: "a.ts", files: { "a.ts": "one", "b.ts": "two", "c.ts": "" } },
])("any other entry, path or byte is another version (%#)", (other) => {
  expect(submissionVersion(other)).not.toBe(submissionVersion(source));
});

test("is the SHA-256 of lengths and texts", () => {
  // printf '4:a.ts4:a.ts3:one4:b.ts3:two' | sha256sum
  expect(submissionVersion(source)).toBe("aa7a47c2b285d3a657924b49f46abbbcbbeb952be19f3c7404a306e77d0eabcb");
});
