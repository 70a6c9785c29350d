/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  /** Empty where the server gives none. */
  readonly id: string;
  readonly data: string;
}

/** Reads a `text/event-stream` body (WHATWG HTML, 9.2): fields up to a blank line make an event; comments are skipped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    while (true) {
      const { done, value } = await reader.read();
      rest += value === undefined ? decoder.decode() : decoder.decode(value, { stream: true });
      const blocks = rest.replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const parsed = parseBlock(block);
        if (parsed !== null) yield parsed;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}

function parseBlock(block: string): ServerSentEvent | null {
  let event = "message";
  let id = "";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "event") event = value;
    else if (field === "id") id = value;
    else if (field === "data") data.push(value);
  }
  return data.length === 0 ? null : { event, id, data: data.join("\n") };
}
