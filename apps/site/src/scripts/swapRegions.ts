const regions = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-region]")];

/** What the server rendered of each region, without what scripts have done to it since. */
const rendered = new WeakMap<HTMLElement, string>();

/** Notes what the server rendered: before scripts change it. */
export function rememberRegions(): void {
  for (const region of regions()) if (!rendered.has(region)) rendered.set(region, region.innerHTML);
}

/** The page as the server renders it at an address now; null where it does not, or where the reader has gone on to another address meanwhile. */
export async function renderedAt(address: string, isStill: () => boolean): Promise<Document | null> {
  const response = await fetch(address, { headers: { accept: "text/html" } });
  if (!response.ok) return null;
  const text = await response.text();
  return isStill() ? new DOMParser().parseFromString(text, "text/html") : null;
}

/**
 * Puts the regions (`data-region`) of a page that was rendered anew in the place of those that are shown, where they differ: there is one rendering, the server's.
 * What was ticked in them stays ticked, cells that changed are marked. Whether anything was different.
 */
export function swapRegions(next: Document): boolean {
  let changed = false;
  for (const region of regions()) {
    const fresh = next.querySelector<HTMLElement>(`[data-region="${region.dataset["region"]}"]`);
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

const ticks = (region: HTMLElement) => [
  ...region.querySelectorAll<HTMLInputElement>('input[type="checkbox"][value]'),
];

const cells = (region: HTMLElement): Map<string, HTMLElement> =>
  new Map(
    [...region.querySelectorAll<HTMLElement>("[data-cell]")].map((cell) => [
      `${cell.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? ""} ${cell.dataset["cell"]}`,
      cell,
    ]),
  );
