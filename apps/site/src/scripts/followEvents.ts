import { rememberRegions, renderedAt, swapRegions } from "./swapRegions.ts";

/** Least milliseconds between two refreshes of a page, however fast events come. */
const pause = 1500;

/** Milliseconds after which a page whose stream does not come looks by itself whether anything has changed. */
const lookAgain = 15_000;

/**
 * Keeps the page's regions (`data-region`) like what the server renders now: each event of the page's stream makes it
 * fetch its own address again and swap the regions that differ. Where the stream ends, or cannot be had, the page asks for
 * itself now and then, for as long as the server says that it is to be followed.
 */
export function followEvents(): void {
  const note = document.querySelector<HTMLElement>("[data-events]");
  if (!note?.dataset.events) return;
  const address = note.dataset.events;
  rememberRegions();
  let due = false;
  let busy = false;
  let isFollowed = true;

  const refresh = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    while (due) {
      due = false;
      const seen = await lookAnew().catch(() => null);
      isFollowed = seen?.isFollowed ?? isFollowed;
      if (seen?.changed) note.textContent = `Live, last change ${new Date().toLocaleTimeString()}`;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    busy = false;
  };
  let known = note.dataset.known ?? null;
  const onEvent = (event: MessageEvent): void => {
    // The first event tells what there was when the stream began: mostly what the page was rendered from.
    const isKnown = event.lastEventId !== "" && event.lastEventId === known;
    known = null;
    if (isKnown) return;
    due = true;
    void refresh();
  };
  const say = (text: string, isLive: boolean): void => {
    note.classList.toggle("on", isLive);
    note.textContent = text;
  };
  const listen = (): void => {
    const events = new EventSource(address);
    for (const name of ["message", "board", "entry"]) events.addEventListener(name, onEvent);
    events.onopen = () => say("Live", true);
    events.onerror = () => {
      if (events.readyState !== EventSource.CLOSED) return say("Connecting …", false);
      void lookWithoutStream();
    };
  };
  const lookWithoutStream = async (): Promise<void> => {
    due = true;
    await refresh();
    say("Up to date", false);
    if (!isFollowed) return;
    await new Promise((resolve) => setTimeout(resolve, lookAgain));
    listen();
  };
  listen();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && due) void refresh();
  });
}

/** Whether anything on the page is different now, and whether it is to be followed any further; null where the server does not say. */
async function lookAnew(): Promise<{ readonly changed: boolean; readonly isFollowed: boolean } | null> {
  const address = location.href;
  const next = await renderedAt(address, () => location.href === address);
  if (next === null) return null;
  return { changed: swapRegions(next), isFollowed: next.querySelector("[data-events]") !== null };
}
