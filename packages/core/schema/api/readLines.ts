/** The lines of a stream of UTF-8, without their ends; empty ones are left out. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  while (true) {
    const { done, value } = await reader.read();
    rest += value === undefined ? decoder.decode() : decoder.decode(value, { stream: true });
    const complete = rest.split("\n");
    rest = done ? "" : (complete.pop() ?? "");
    yield* complete.filter((line) => line !== "");
    if (done) return;
  }
}
