import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

const pollMilliseconds = 1000;
const heartbeatEveryPolls = 15;

/** A request may make fifty calls to the database; a browser reconnects by itself, and says what it has. */
const maxPolls = 40;

interface Followed<Value> {
  readonly event: string;
  /** Names what is loaded, and for whom it is: followers of one name in one isolate share what one of them loads. */
  readonly shared: string;
  readonly first: Value;
  readonly load: () => Promise<Value>;
  readonly ended: (value: Value) => boolean;
  /** Must differ for a value to be sent, whose id it is: the tag that a plain answer has (`etag`), so that who has that one knows the event for the same. */
  readonly tagOf: (value: Value) => string;
  readonly textOf?: (value: Value) => string;
}

/**
 * A stream of server-sent events: the value now, then again whenever it has changed, until it has ended. Whoever comes back with the last of it gets 204, by which a
 * browser knows that there is no more.
 */
export function followChanges<Value>(context: Context, followed: Followed<Value>): Response {
  const {
    event,
    shared,
    first,
    load,
    ended,
    textOf = (value: Value) => JSON.stringify(value),
    tagOf,
  } = followed;
  // Proxies must not hold events back.
  context.header("x-accel-buffering", "no");
  context.header("cache-control", "no-store");
  const known = context.req.header("last-event-id");
  if (known !== undefined && ended(first) && tagOf(first) === known) return context.body(null, 204);
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
      value = await loadShared(shared, load, value);
    }
  });
}

interface Loaded {
  /** When it was, or is being, loaded. */
  at: number;
  value: unknown;
}

/** Of this isolate. Workers do not let a request wait for another's work, so only what has come is shared. */
const loaded = new Map<string, Loaded>();

/** A load that takes longer was given up with its request. */
const loadMilliseconds = 10_000;

/**
 * What another follower of the same name has loaded within a poll, or else what is loaded now. While another one is at it, what there is already: it comes with the
 * next poll. So a board costs one poll a second in each isolate, however many follow it.
 */
async function loadShared<Value>(name: string, load: () => Promise<Value>, last: Value): Promise<Value> {
  const now = Date.now();
  for (const [other, { at }] of loaded) if (now - at > loadMilliseconds) loaded.delete(other);
  const known = loaded.get(name) as (Loaded & { value: Value | undefined }) | undefined;
  if (known !== undefined && now - known.at < pollMilliseconds) return known.value ?? last;
  const own: Loaded = { at: now, value: known?.value };
  loaded.set(name, own);
  try {
    const value = await load();
    own.value = value;
    return value;
  } catch (error) {
    if (loaded.get(name) === own) loaded.delete(name);
    throw error;
  }
}
