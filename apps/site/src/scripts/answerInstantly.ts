import { rememberRegions, renderedAt, swapRegions } from "./swapRegions.ts";

/** Between the last key and asking. */
const pauseMilliseconds = 150;

/**
 * Forms that ask for the page itself (`data-instant`) are answered while one types or chooses: the page's regions become those of the address that pressing the
 * form's button leads to, and that address is the page's from then on. Of answers that overtake each other the last question's counts.
 */
export function answerInstantly(): void {
  rememberRegions();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-instant]")) answer(form);
}

function answer(form: HTMLFormElement): void {
  let timer = 0;
  let asked = 0;
  const refresh = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const address = addressOf(form);
    const next = await renderedAt(address, () => mine === asked);
    if (next === null) return;
    swapRegions(next);
    history.replaceState(null, "", address);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void refresh().catch(() => {}), pauseMilliseconds);
  });
}

/** Where the form leads: fields that nothing is in are left out. */
function addressOf(form: HTMLFormElement): string {
  const fields = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === "string" && value.trim() !== "" ? [[name, value]] : [],
  );
  return `${new URL(form.action).pathname}?${new URLSearchParams(fields)}`;
}
