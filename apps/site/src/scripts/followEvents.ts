/** Least milliseconds between two refreshes of a page, however fast events come. */
const pause = 1500;

/** Milliseconds after which a page whose stream does not come looks by itself whether anything has changed. */
const lookAgain = 15_000;

/**
 * Keeps the page's regions (`data-region`) like what the server renders now: each event of the page's stream makes it
 * fetch its own address again and swap the regions that differ. So there is one rendering, the server's. Where the stream ends, or cannot be had, the page asks for
 * itself now and then, for as long as the server says that it is to be followed.
 */
export function followEvents(): void {
  const note = document.querySelector<HTMLElement>("[data-events]");
  if (!note?.dataset.events) return;
  const address = note.dataset.events;
  // What the server rendered, without what scripts have done to it since.
  const rendered = new Map([...regions()].map((region) => [region, region.innerHTML]));
  let due = false;
  let busy = false;
  let isFollowed = true;

  const refresh = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    while (due) {
      due = false;
      const seen = await swapRegions(rendered).catch(() => null);
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
async function swapRegions(
  rendered: Map<HTMLElement, string>,
): Promise<{ readonly changed: boolean; readonly isFollowed: boolean } | null> {
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return null;
  let changed = false;
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const region of regions()) {
    const fresh = next.querySelector<HTMLElement>(`[data-region="${region.dataset.region}"]`);
    if (fresh === null || fresh.innerHTML === rendered.get(region)) continue;
    changed = true;
    rendered.set(region, fresh.innerHTML);
    const before = cells(region);
    const ticked = new Set(ticks(region).flatMap((tick) => (tick.checked ? [tick.value] : [])));
    region.replaceChildren(...fresh.childNodes);
    for (const tick of ticks(region)) tick.checked ||= ticked.has(tick.value);
    for (const [key, cell] of cells(region)) {
      const old = before.get(key);
      if (old !== undefined && old.textContent !== cell.textContent) cell.classList.add("changed");
    }
    region.dispatchEvent(new CustomEvent("steepest:swapped", { bubbles: true }));
  }
  return { changed, isFollowed: next.querySelector("[data-events]") !== null };
}

const regions = () => document.querySelectorAll<HTMLElement>("[data-region]");

/** What a reader has ticked stays ticked. */
const ticks = (region: HTMLElement) => [
  ...region.querySelectorAll<HTMLInputElement>('input[type="checkbox"][value]'),
];

const cells = (region: HTMLElement): Map<string, HTMLElement> =>
  new Map(
    [...region.querySelectorAll<HTMLElement>("[data-cell]")].map((cell) => [
      `${cell.closest<HTMLElement>("[data-row]")?.dataset.row ?? ""} ${cell.dataset.cell}`,
      cell,
    ]),
  );
