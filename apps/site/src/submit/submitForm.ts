import { UserError } from "@steepest/base/userError.ts";
import { createClient } from "@steepest/core/schema/api/client.ts";
import { describeQuote } from "@steepest/core/schema/api/describeQuote.ts";
import { enterVersion } from "@steepest/core/schema/api/enterVersion.ts";
import { uploadVersion } from "@steepest/core/schema/api/uploadVersion.ts";
import { parseBoardId } from "@steepest/core/schema/boardId.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { drafts } from "../play/drafts.ts";
import { checkInWorker } from "./checkInWorker.ts";
import { openEditor } from "./openEditor.ts";
import { problemBox, showReport } from "./showReport.ts";

/** Makes the submit form check before it sends, and go to the entry afterwards. Without it the form posts as it is. */
export function enhanceSubmitForm(form: HTMLFormElement): void {
  const field = <Element extends HTMLElement>(name: string) =>
    form.elements.namedItem(name) as unknown as Element;
  const textarea = field<HTMLTextAreaElement>("source");
  const token = field<HTMLInputElement>("token");
  const board = field<HTMLSelectElement>("board");
  const file = field<HTMLInputElement>("file");
  const isPrivate = field<HTMLInputElement>("private");
  const result = form.querySelector<HTMLElement>("[data-result]");
  const buttons = [...form.querySelectorAll<HTMLButtonElement>("button")];
  if (result === null) throw new Error("the submit form has no place for results");

  // Who is signed in has no field for a token: their session speaks for them.
  const asksForToken = token.type !== "hidden";
  if (asksForToken) {
    token.value ||= drafts.token.read() ?? "";
    token.addEventListener("change", () => drafts.token.write(token.value));
  }
  if (form.dataset.fresh !== undefined) textarea.value = drafts.submit.read() ?? textarea.value;
  const editor = openEditor(textarea, form.dataset.nonce ?? "");
  form.addEventListener("input", () => drafts.submit.write(textarea.value));

  const source = (): SubmissionSource => ({ entry: file.value, files: { [file.value]: editor.text() } });
  const say = (...content: (HTMLElement | string)[]): void => result.replaceChildren(...content);

  const check = async (): Promise<boolean> => {
    say("Checking in your browser: the first time loads the sandbox …");
    const report = await checkInWorker(source());
    editor.mark(report.problems.map((one) => ({ ...one, message: `${one.message}\n${one.solution}` })));
    const { ruleset } = parseBoardId(board.value);
    if (report.ok && report.manifest !== null && report.manifest.ruleset !== ruleset) {
      say(
        problemBox(
          `The submission's ruleset is ${report.manifest.ruleset}, the board's is ${ruleset}.`,
          null,
          `Choose a board of the ${report.manifest.ruleset} ruleset, or change the submission's.`,
        ),
      );
      return false;
    }
    say(...showReport(report));
    return report.ok;
  };

  const send = async (): Promise<void> => {
    if (!(await check())) return;
    if (asksForToken) drafts.token.write(token.value);
    say("Sending …");
    const client = createClient({
      baseUrl: location.origin,
      ...(asksForToken ? { token: token.value.trim() } : {}),
      fetch: (request) => fetch(request),
    });
    const { version } = await uploadVersion(client, source(), { isPrivate: isPrivate.checked });
    const { id } = await enterVersion(client, {
      version,
      board: board.value,
      private: isPrivate.checked,
    });
    drafts.submit.remove();
    location.assign(`/entries/${id}`);
  };

  const run = async (work: () => Promise<unknown>): Promise<void> => {
    for (const button of buttons) button.disabled = true;
    try {
      await work();
    } catch (error) {
      say(
        error instanceof UserError
          ? problemBox(error.message, error.details ?? null, error.solution)
          : problemBox(
              "That did not work.",
              error instanceof Error ? error.message : String(error),
              "Try again; if it persists, submit from the command line: steepest submit.",
            ),
      );
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  };

  const quote = form.querySelector<HTMLElement>("[data-quote]");
  board.addEventListener("change", () => {
    const asked = board.value;
    const reader = createClient({ baseUrl: location.origin, fetch: (request) => fetch(request) });
    reader.quote(asked).then(
      (answer) => {
        // Another board may have been chosen meanwhile.
        if (quote !== null && board.value === asked) quote.textContent = describeQuote(answer).join(" ");
      },
      () => quote?.replaceChildren(),
    );
  });
  form.querySelector("[data-check]")?.removeAttribute("hidden");
  form.querySelector("[data-check]")?.addEventListener("click", () => void run(check));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(send);
  });
}
