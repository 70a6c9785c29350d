import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { type Editor, openEditor, type SourceMark } from "../submit/openEditor.ts";
import { problemBox } from "../submit/showReport.ts";
import { WorkerFailure } from "./callWorker.ts";
import { type PlayedWorkload, readOption } from "./playedWorkload.ts";
import type { SharedPlay } from "./sharedPlay.ts";
import type { Backend } from "./trialLanes.ts";

/** The page's fields, as values, and its places for answers. */
export class PlayForm {
  readonly #root: HTMLElement;
  readonly editor: Editor;

  constructor(root: HTMLElement, text: string | null) {
    this.#root = root;
    const textarea = this.part<HTMLTextAreaElement>("source");
    if (text !== null) textarea.value = text;
    this.editor = openEditor(textarea, root.dataset.nonce ?? "");
  }

  get workload(): PlayedWorkload {
    const select = this.part<HTMLSelectElement>("workload");
    return readOption(select.options[select.selectedIndex] as HTMLOptionElement);
  }

  get seed(): number {
    const seed = Number(this.part<HTMLInputElement>("seed").value);
    return Number.isSafeInteger(seed) && seed >= 0 ? seed : 0;
  }

  get backend(): Backend {
    return this.part<HTMLSelectElement>("backend").value === "webgpu" ? "webgpu" : "wasm";
  }

  get source(): SubmissionSource {
    const file = this.part<HTMLInputElement>("file").value.trim() || "my_optimizer.ts";
    return { entry: file, files: { [file]: this.editor.text() } };
  }

  shared(points: readonly HyperparameterPoint[]): SharedPlay {
    const { entry: file } = this.source;
    return {
      file,
      source: this.editor.text(),
      workload: this.workload.id,
      seed: this.seed,
      points: [...points],
    };
  }

  /** Takes over what a link carries; a workload that is not offered here leaves the one that is. */
  fill({ file, source, seed, workload }: SharedPlay): void {
    this.editor.setText(source);
    this.part<HTMLInputElement>("file").value = file;
    this.part<HTMLInputElement>("seed").value = String(seed);
    const select = this.part<HTMLSelectElement>("workload");
    if ([...select.options].some(({ value }) => value === workload)) select.value = workload;
  }

  /** What is wrong with the source, in the editor and below it; null: nothing. */
  showMistake(mistake: (SourceMark & { readonly solution: string }) | null): void {
    const { message = "", solution = "" } = mistake ?? {};
    this.editor.mark(mistake === null ? [] : [{ ...mistake, message: `${message}\n${solution}` }], false);
    const place = mistake?.line ? `Line ${mistake.line}: ` : "";
    this.part("mistake").replaceChildren(
      ...(mistake === null ? [] : [problemBox(place + message, null, solution)]),
    );
  }

  say(...content: (Node | string)[]): void {
    this.part("say").replaceChildren(...content);
  }

  complain(error: unknown): void {
    const { message, details, solution } =
      error instanceof UserError || error instanceof WorkerFailure
        ? error
        : { message: "That did not work.", details: String(error), solution: null };
    const wayOut = solution ?? "Try again; the CLI runs the same trial: npx steepest run.";
    this.say(problemBox(message, details ?? null, wayOut));
  }

  /** Does work whose failure is shown. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.complain(error);
    }
  }

  part<Part extends HTMLElement = HTMLElement>(name: string): Part {
    const found = this.#root.querySelector<Part>(`[data-part="${name}"]`);
    if (found === null) throw new Error(`the playground has no part ${name}`);
    return found;
  }

  on(name: string, event: string, listener: () => void): void {
    this.part(name).addEventListener(event, listener);
  }

  enable(name: string, isEnabled: boolean): void {
    this.part<HTMLButtonElement>(name).disabled = !isEnabled;
  }
}
