import { expect, test } from "vitest";
import { fromFragment, type SharedPlay, toFragment } from "./sharedPlay.ts";

const play: SharedPlay = {
  source: {
    entry: "self.ts",
    files: { "self.ts": 'import "./algorithm.ts";\n', "algorithm.ts": "// ∇f ≠ 0 ✓\n".repeat(40) },
  },
  workload: "mnist_mlp",
  seed: 3,
  points: [{ lr: 2e-3, nesterov: true, kind: "a" }, { lr: 1 }],
};

const packed = async (text: string) => {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return `#s=${Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url")}`;
};

test("a link opens what was shared, and is shorter than it", async () => {
  const fragment = await toFragment(play);
  expect(fragment).toMatch(/^#s=[A-Za-z0-9_-]+$/);
  expect(fragment.length).toBeLessThan(JSON.stringify(play).length / 2);
  expect(await fromFragment(fragment)).toEqual(play);
});

test("other fragments are none", async () => {
  expect(await fromFragment("")).toBeNull();
  expect(await fromFragment("#results")).toBeNull();
});

test("a source that does not fit into a link is refused with the way out", async () => {
  // What no compression shortens.
  const source = Array.from({ length: 9000 }, (_, at) =>
    String.fromCharCode(33 + ((at * at * 7919 + at * 31) % 90)),
  );
  const noise = source.map((one, at) => one + String.fromCodePoint(0x4e00 + ((at * 48271) % 20000))).join("");
  await expect(toFragment({ ...play, source: only(noise) })).rejects.toMatchObject({
    code: "too-long-to-share",
  });
});

const only = (text: string, entry = "a.ts") => ({ entry, files: { [entry]: text } });
const thousand = {
  entry: "f0.ts",
  files: Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`f${at}.ts`, ""])),
};
const huge = "a".repeat(3_000_000);
test.each([
  ["cut", async () => (await toFragment(play)).slice(0, -20)],
  ["changed in the middle", async () => (await toFragment(play)).replace(/.{6}$/, "______")],
  ["with characters of another alphabet", async () => "#s=é<script>"],
  ["empty", async () => "#s="],
  ["too long", async () => `#s=${"A".repeat(20_000)}`],
  ["a bomb", () => packed(JSON.stringify({ ...play, source: only(huge) }))],
  ["no JSON", () => packed("{")],
  ["with a field more", () => packed(JSON.stringify({ ...play, run: true }))],
  ["without a source", () => packed(JSON.stringify({ ...play, source: undefined }))],
  ["with a path for a file", () => packed(JSON.stringify({ ...play, source: only("", "../a.ts") }))],
  ["without its entry", () => packed(JSON.stringify({ ...play, source: { ...play.source, entry: "b.ts" } }))],
  ["of a thousand files", () => packed(JSON.stringify({ ...play, source: thousand }))],
  ["with a seed that is none", () => packed(JSON.stringify({ ...play, seed: -1 }))],
  ["with a point of objects", () => packed(JSON.stringify({ ...play, points: [{ lr: {} }] }))],
])("a link that is %s is refused", async (_, link) => {
  await expect(fromFragment(await link())).rejects.toMatchObject({ code: "shared-link-damaged" });
});
