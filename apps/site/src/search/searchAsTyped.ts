const pauseMilliseconds = 150;

/**
 * Results follow what is typed: the page is asked for again, and its results replace those that are shown, so that there is one search and one rendering.
 * Of answers that overtake each other the last question's counts.
 */
export function searchAsTyped(): void {
  const field = document.querySelector<HTMLInputElement>('form.search input[type="search"]');
  const results = document.querySelector<HTMLElement>("[data-results]");
  if (field === null || results === null) return;
  let timer = 0;
  let asked = 0;
  const refresh = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const address = `/search?${new URLSearchParams({ q: field.value })}`;
    const response = await fetch(address, { headers: { accept: "text/html" } });
    if (!response.ok || mine !== asked) return;
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = next.querySelector("[data-results]");
    if (fresh === null || mine !== asked) return;
    results.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", address);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void refresh().catch(() => {}), pauseMilliseconds);
  });
}
