import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

const pollMilliseconds = 1000;
const heartbeatEveryPolls = 15;

/** Workers may make a limited number of database queries per request; a browser reconnects by itself. */
const maxPolls = 240;

interface Followed<Value> {
  readonly event: string;
  readonly first: Value;
  readonly load: () => Promise<Value>;
  readonly ended: (value: Value) => boolean;
  /** What must differ for a value to be sent; the whole value by default. */
  readonly compare?: (value: Value) => unknown;
}

/** A stream of server-sent events: the value now, then again whenever it has changed, until it has ended. */
export function followChanges<Value>(context: Context, followed: Followed<Value>): Response {
  const { event, first, load, ended, compare = (value: Value) => value } = followed;
  // Proxies must not hold events back.
  context.header("x-accel-buffering", "no");
  context.header("cache-control", "no-store");
  return streamSSE(context, async (stream) => {
    let value = first;
    let sent: string | null = null;
    for (let poll = 0; poll < maxPolls && !stream.aborted && !stream.closed; poll++) {
      const compared = JSON.stringify(compare(value));
      if (compared !== sent) {
        await stream.writeSSE({ event, data: JSON.stringify(value), retry: pollMilliseconds });
        sent = compared;
      } else if (poll % heartbeatEveryPolls === 0) {
        await stream.write(": still here\n\n");
      }
      if (ended(value)) return;
      await stream.sleep(pollMilliseconds);
      value = await load();
    }
  });
}
