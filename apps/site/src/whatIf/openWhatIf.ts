import type { BoardMilestones, BoardStudies } from "@steepest/core/schema/api/boards.ts";
import type { WhatIf } from "@steepest/core/score/whatIf.ts";
import { readRecordFiles } from "./readRecordFiles.ts";
import { renderWhatIf } from "./renderWhatIf.ts";
import { rulesOf, rulesQuery } from "./rulesOf.ts";

async function fetched<Document>(address: string): Promise<Document> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the board's times cannot be had: ${response.status}`);
  return response.json() as Promise<Document>;
}

/** Makes the page answer at once: the board's study times are fetched when something is first changed, and scored here. */
export function openWhatIf(): void {
  const form = document.querySelector<HTMLFormElement>("form#rules");
  const answer = document.querySelector<HTMLElement>("#answer");
  const files = document.querySelector<HTMLInputElement>("input#records");
  const said = document.querySelector<HTMLElement>("#said");
  if (form === null || answer === null || files === null || said === null) return;
  let board: Promise<BoardStudies> | null = null;
  let milestones: Promise<BoardMilestones> | null = null;
  let added: WhatIf["added"] = null;
  /** Whether the reader chose whose ranks are drawn. */
  let picked = new URL(location.href).searchParams.has("entry");
  const load = (): Promise<BoardStudies> => {
    board ??= fetched<BoardStudies>(form.dataset["studies"] ?? "");
    return board;
  };
  /** What relaxed targets need, once one is asked for. */
  const loadMilestones = (): Promise<BoardMilestones> => {
    milestones ??= fetched<BoardMilestones>(form.dataset["milestones"] ?? "");
    return milestones;
  };

  const redraw = async (): Promise<void> => {
    const loaded = await load();
    const asked = new URLSearchParams(
      [...new FormData(form)].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
    );
    const rules = rulesOf(asked, loaded);
    const known = rules.relaxed > 0 ? await loadMilestones() : null;
    const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement : null;
    const ticked = picked ? asked.getAll("entry") : [];
    answer.innerHTML = renderWhatIf(loaded, { ...rules, added }, known, ticked);
    // What was ticked last keeps the focus, though it was written anew.
    if (focused?.name === "entry")
      answer.querySelector<HTMLInputElement>(`input[value="${CSS.escape(focused.value)}"]`)?.focus();
    const shows = { rMax: String(rules.rMax), relaxed: `${Math.round(100 * rules.relaxed)} %` };
    for (const [name, text] of Object.entries(shows))
      form.querySelector(`[data-shows="${name}"]`)?.replaceChildren(text);
    const query = rulesQuery(rules, loaded, new URL(location.href).searchParams.get("measure"), ticked);
    history.replaceState(null, "", query === "" ? location.pathname : `?${query}`);
  };
  const failed = (error: unknown): void => {
    said.textContent = error instanceof Error ? error.message : String(error);
  };

  // Rows are ticked outside of the form's element.
  document.addEventListener("input", (event) => {
    if (!("form" in (event.target ?? {})) || (event.target as HTMLInputElement).form !== form) return;
    picked ||= (event.target as HTMLInputElement).name === "entry";
    // Times of another measure are another document.
    if (event.target instanceof HTMLSelectElement && event.target.name === "measure") form.requestSubmit();
    else redraw().catch(failed);
  });
  const take = async (list: FileList): Promise<void> => {
    const texts = await Promise.all(
      [...list].map(async (file) => ({ name: file.name, text: await file.text() })),
    );
    const read = readRecordFiles(texts, await load());
    added = read.added;
    said.textContent = [`${read.records} records were taken; nothing was sent.`, ...read.problems].join(" ");
    await redraw();
  };
  files.addEventListener("change", () => {
    if (files.files !== null) take(files.files).catch(failed);
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer !== null && event.dataTransfer.files.length > 0)
      take(event.dataTransfer.files).catch(failed);
  });
}
