/** The lines of a stream of UTF-8, without their ends; empty ones are left out. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  for await (const line of everyLine(body)) if (line !== "") yield line;
}

/** The same with the empty ones. What comes in many pieces is looked through once: a line that never ends costs its length, not the square of it. */
export async function* everyLine(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let open: string[] = [];
  try {
    while (true) {
      const { done, value } = await reader.read();
      const text = value === undefined ? decoder.decode() : decoder.decode(value, { stream: true });
      let from = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
        yield open.join("") + text.slice(from, end);
        open = [];
        from = end + 1;
      }
      if (from < text.length) open.push(text.slice(from));
      if (done) break;
    }
    if (open.length > 0) yield open.join("");
  } finally {
    await reader.cancel();
  }
}
