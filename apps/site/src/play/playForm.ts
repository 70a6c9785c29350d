import { UserError } from "@steepest/base/userError.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { problemBox } from "../submit/showReport.ts";
import { WorkerFailure } from "./callWorker.ts";
import { type PlayedWorkload, readOption } from "./playedWorkload.ts";
import type { SharedPlay } from "./sharedPlay.ts";
import { SourceEditor } from "./sourceEditor.ts";
import type { TabBackend } from "./trialLanes.ts";
import type { Mistake } from "./trialWorker.ts";

/** The page's fields, as values, and its places for answers. */
export class PlayForm {
  readonly #root: HTMLElement;
  readonly sources: SourceEditor;

  constructor(root: HTMLElement, kept: SubmissionSource | null, onEdit: () => void) {
    this.#root = root;
    const given = JSON.parse(root.dataset.source ?? "{}") as SubmissionSource;
    const options = { source: kept ?? given, nonce: root.dataset.nonce ?? "", onEdit };
    const [text, tabs] = [this.part<HTMLTextAreaElement>("source"), this.part("files")];
    this.sources = new SourceEditor(text, tabs, this.part<HTMLInputElement>("file"), options);
  }

  get workload(): PlayedWorkload {
    const select = this.part<HTMLSelectElement>("workload");
    return readOption(select.options[select.selectedIndex] as HTMLOptionElement);
  }

  get seed(): number {
    const seed = Number(this.part<HTMLInputElement>("seed").value);
    return Number.isSafeInteger(seed) && seed >= 0 ? seed : 0;
  }

  get backend(): TabBackend {
    return this.part<HTMLSelectElement>("backend").value === "webgpu" ? "webgpu" : "wasm";
  }

  get source(): SubmissionSource {
    return this.sources.source;
  }

  shared(points: readonly HyperparameterPoint[]): SharedPlay {
    return { source: this.source, workload: this.workload.id, seed: this.seed, points: [...points] };
  }

  /** Takes over what a link carries; a workload that is not offered here leaves the one that is. */
  fill({ source, seed, workload }: SharedPlay): void {
    this.sources.set(source);
    this.part<HTMLInputElement>("seed").value = String(seed);
    const select = this.part<HTMLSelectElement>("workload");
    if ([...select.options].some(({ value }) => value === workload)) select.value = workload;
  }

  /** What is wrong with the source, in the editor and below it; null: nothing. */
  showMistake(mistake: Mistake | null): void {
    const place = mistake === null ? [] : [mistake.file, mistake.line].filter((part) => part !== null);
    this.sources.mark(mistake && { ...mistake, message: `${mistake.message}\n${mistake.solution}` });
    const box =
      mistake &&
      problemBox([place.join(":"), mistake.message].filter(Boolean).join(": "), null, mistake.solution);
    this.part("mistake").replaceChildren(...(box === null ? [] : [box]));
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
    const part = this.part(name);
    part.addEventListener(event, () => {
      if (part.ariaDisabled !== "true") listener();
    });
  }

  /** A button that does nothing now keeps the focus that it has: whoever pressed Run by the keyboard is still there when the run ends. */
  enable(name: string, isEnabled: boolean): void {
    const part = this.part<HTMLButtonElement | HTMLSelectElement | HTMLInputElement>(name);
    if (part instanceof HTMLButtonElement) part.ariaDisabled = String(!isEnabled);
    else part.disabled = !isEnabled;
  }

  /** What is hidden hands its focus to Run. */
  show(name: string, isShown: boolean): void {
    const part = this.part(name);
    if (!isShown && part.contains(document.activeElement)) this.part("run").focus();
    part.hidden = !isShown;
  }
}
