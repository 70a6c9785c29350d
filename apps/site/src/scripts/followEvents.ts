/** Least milliseconds between two refreshes of a page, however fast events come. */
const pause = 1500;

/**
 * Keeps the page's regions (`data-region`) like what the server renders now: each event of the page's stream makes it
 * fetch its own address again and swap the regions that differ. So there is one rendering, the server's.
 */
export function followEvents(): void {
  const note = document.querySelector<HTMLElement>("[data-events]");
  if (!note?.dataset.events) return;
  const events = new EventSource(note.dataset.events);
  // What the server rendered, without what scripts have done to it since.
  const rendered = new Map([...regions()].map((region) => [region, region.innerHTML]));
  let due = false;
  let busy = false;

  const refresh = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    while (due) {
      due = false;
      const changed = await swapRegions(rendered).catch(() => false);
      if (changed) note.textContent = `Live, last change ${new Date().toLocaleTimeString()}`;
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
  for (const name of ["message", "board", "entry"]) events.addEventListener(name, onEvent);
  events.onopen = () => {
    note.classList.add("on");
    note.textContent = "Live";
  };
  events.onerror = () => {
    note.classList.remove("on");
    note.textContent = events.readyState === EventSource.CLOSED ? "Up to date" : "Connecting …";
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && due) void refresh();
  });
}

/** Whether anything on the page is different now. */
async function swapRegions(rendered: Map<HTMLElement, string>): Promise<boolean> {
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return false;
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
  return changed;
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
