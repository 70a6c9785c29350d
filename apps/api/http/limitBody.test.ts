import { expect, test } from "vitest";
import { ApiProblem } from "./apiProblem.ts";
import { withLimitedBody } from "./limitBody.ts";

const mebibyte = 2 ** 20;

/** A request whose body comes in pieces, and how much of it was read. */
function sending(path: string, bytes: number) {
  let sent = 0;
  const piece = new Uint8Array(mebibyte).fill(7);
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent >= bytes) return controller.close();
      const size = Math.min(mebibyte, bytes - sent);
      sent += size;
      controller.enqueue(piece.slice(0, size));
    },
  });
  const request = new Request(`http://api.test/v1${path}`, {
    method: "POST",
    body,
    headers: { "x-kept": "yes" },
  });
  return { request, read: () => sent };
}
const lengthOf = async (path: string, bytes: number) =>
  (await (await withLimitedBody(sending(path, bytes).request)).arrayBuffer()).byteLength;

test.each([
  ["/leases/t/record", 8],
  ["/entries/e/records", 32],
  ["/submissions", 3],
  ["/recordings", 3],
])("%s takes %d MiB and no byte more", async (path, most) => {
  expect(await lengthOf(path, most * mebibyte)).toBe(most * mebibyte);
  const error = await withLimitedBody(sending(path, most * mebibyte + 1).request).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApiProblem);
  expect(error).toMatchObject({ status: 413, problem: { type: expect.stringContaining("body-too-large") } });
  expect((error as ApiProblem).problem.detail).toContain(`At most ${most}`);
});

test("what a header says of the length decides nothing", async () => {
  for (const said of ["5", "9999999999", "-1", "many"]) {
    const { request } = sending("/submissions", 3 * mebibyte + 1);
    request.headers.set("content-length", said);
    await expect(withLimitedBody(request)).rejects.toMatchObject({ status: 413 });
    const small = sending("/submissions", 100).request;
    small.headers.set("content-length", said);
    expect((await (await withLimitedBody(small)).arrayBuffer()).byteLength).toBe(100);
  }
});

test("what is too large is read to its end before it is refused", async () => {
  const { request, read } = sending("/submissions", 40 * mebibyte);
  await expect(withLimitedBody(request)).rejects.toMatchObject({ status: 413 });
  expect(read()).toBe(40 * mebibyte);
});

test("what is far too large is not waited for", async () => {
  const { request, read } = sending("/submissions", 1100 * mebibyte);
  await expect(withLimitedBody(request)).rejects.toMatchObject({ status: 413 });
  expect(read()).toBeGreaterThan(1024 * mebibyte);
  expect(read()).toBeLessThan(1030 * mebibyte);
});

test("a body comes through as it was sent, with all else of its request; one without a body is left alone", async () => {
  const request = new Request("http://api.test/v1/submissions", {
    method: "POST",
    body: "höflich",
    headers: { "x-kept": "yes" },
  });
  const limited = await withLimitedBody(request);
  expect([await limited.text(), limited.method, limited.url, limited.headers.get("x-kept")]).toEqual([
    ...["höflich", "POST", "http://api.test/v1/submissions", "yes"],
  ]);
  const bare = new Request("http://api.test/v1/submissions");
  expect(await withLimitedBody(bare)).toBe(bare);
});
