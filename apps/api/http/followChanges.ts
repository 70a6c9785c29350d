import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

const pollMilliseconds = 1000;
const heartbeatEveryPolls = 15;

/** A request may make fifty calls to the database; a browser reconnects by itself, and says what it has. */
const maxPolls = 40;

interface Followed<Value> {
  readonly event: string;
  readonly first: Value;
  readonly load: () => Promise<Value>;
  readonly ended: (value: Value) => boolean;
  /** Must differ for a value to be sent, whose id it is: the tag that a plain answer has (`etag`), so that who has that one knows the event for the same. */
  readonly tagOf: (value: Value) => string;
  readonly textOf?: (value: Value) => string;
}

/** A stream of server-sent events: the value now, then again whenever it has changed, until it has ended. */
export function followChanges<Value>(context: Context, followed: Followed<Value>): Response {
  const { event, first, load, ended, textOf = (value: Value) => JSON.stringify(value), tagOf } = followed;
  // Proxies must not hold events back.
  context.header("x-accel-buffering", "no");
  context.header("cache-control", "no-store");
  const known = context.req.header("last-event-id");
  return streamSSE(context, async (stream) => {
    let value = first;
    let sent: string | null = known ?? null;
    for (let poll = 0; poll < maxPolls && !stream.aborted && !stream.closed; poll++) {
      const tag = tagOf(value);
      if (tag !== sent) {
        await stream.writeSSE({ event, data: textOf(value), retry: pollMilliseconds, id: tag });
        sent = tag;
      } else if (poll % heartbeatEveryPolls === 0) {
        await stream.write(": still here\n\n");
      }
      if (ended(value)) return;
      await stream.sleep(pollMilliseconds);
      value = await load();
    }
  });
}
