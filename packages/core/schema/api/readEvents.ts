import { everyLine } from "./readLines.ts";

/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  /** Empty where the server gives none. */
  readonly id: string;
  readonly data: string;
}

/** Reads a `text/event-stream` body (WHATWG HTML, 9.2): fields up to a blank line make an event; comments are skipped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let block: string[] = [];
  for await (const ended of everyLine(body)) {
    const line = ended.endsWith("\r") ? ended.slice(0, -1) : ended;
    if (line !== "") {
      block.push(line);
      continue;
    }
    const parsed = parseBlock(block);
    block = [];
    if (parsed !== null) yield parsed;
  }
}

function parseBlock(lines: readonly string[]): ServerSentEvent | null {
  let event = "message";
  let id = "";
  const data: string[] = [];
  for (const line of lines) {
    const [, field, value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "event") event = value;
    else if (field === "id") id = value;
    else if (field === "data") data.push(value);
  }
  return data.length === 0 ? null : { event, id, data: data.join("\n") };
}
