import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { type Editor, openEditor, type SourceMark } from "../submit/openEditor.ts";
import { element } from "./element.ts";

/** One editor for the files of a submission, with a tab for each where there are several. */
export class SourceEditor {
  readonly #editor: Editor;
  readonly #tabs: HTMLElement;
  readonly #name: HTMLInputElement;
  readonly #onOpened: (() => void)[] = [];
  #files: Record<string, string>;
  #entry: string;
  #shown: string;

  constructor(
    textarea: HTMLTextAreaElement,
    tabs: HTMLElement,
    name: HTMLInputElement,
    options: EditorOptions,
  ) {
    const { entry, files } = options.source;
    this.#editor = openEditor(textarea, options.nonce);
    this.#tabs = tabs;
    this.#name = name;
    this.#files = { ...files };
    this.#entry = entry;
    this.#shown = entry;
    this.set(options.source);
    textarea.addEventListener("input", options.onEdit);
  }

  /** As it stands. A single file is called what its field says. */
  get source(): SubmissionSource {
    const files = { ...this.#files, [this.#shown]: this.#editor.text() };
    const name = this.#name.value.trim();
    if (Object.keys(files).length > 1 || name === "") return { entry: this.#entry, files };
    return { entry: name, files: { [name]: this.#editor.text() } };
  }

  set({ entry, files }: SubmissionSource): void {
    this.#files = { ...files };
    this.#entry = entry;
    this.#name.value = entry;
    const isOne = Object.keys(files).length === 1;
    // Files know each other by their names.
    this.#name.readOnly = !isOne;
    this.#tabs.hidden = isOne;
    this.#open(entry);
  }

  /** The file that is shown, by its path in the source. */
  get shown(): string {
    return Object.keys(this.#files).length > 1 ? this.#shown : this.source.entry;
  }

  get editor(): Editor {
    return this.#editor;
  }

  /** Called whenever another file is opened. */
  whenOpened(listener: () => void): void {
    this.#onOpened.push(listener);
  }

  /** Marks a mistake where it is, opening its file. */
  mark(mark: (SourceMark & { readonly file: string | null }) | null): void {
    if (mark === null) {
      this.#editor.mark([], false);
      return;
    }
    const { file } = mark;
    const isOther = file !== null && file !== this.#shown && Object.hasOwn(this.#files, file);
    // Only who does not type meanwhile is taken elsewhere.
    if (isOther && !this.#tabs.parentElement?.contains(document.activeElement)) this.#switchTo(file);
    if (file === null || file === this.shown) this.#editor.mark([mark], false);
  }

  #switchTo(file: string): void {
    this.#files[this.#shown] = this.#editor.text();
    this.#open(file);
  }

  #open(file: string): void {
    this.#shown = file;
    this.#editor.open(this.#files[file] ?? "");
    const names = Object.keys(this.#files).sort((a, b) =>
      a === this.#entry ? -1 : b === this.#entry ? 1 : a < b ? -1 : 1,
    );
    this.#tabs.replaceChildren(
      ...names.map((name) => {
        const attributes = { type: "button", class: "quiet", "aria-pressed": String(name === file) };
        const tab = element("button", attributes, name);
        tab.addEventListener("click", () => {
          this.#switchTo(name);
          this.#tabs.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
        });
        return tab;
      }),
    );
    for (const listener of this.#onOpened) listener();
  }
}

interface EditorOptions {
  readonly source: SubmissionSource;
  readonly nonce: string;
  readonly onEdit: () => void;
}
