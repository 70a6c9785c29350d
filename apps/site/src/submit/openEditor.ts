import { javascript } from "@codemirror/lang-javascript";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";

export interface SourceMark {
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

export interface Editor {
  readonly text: () => string;
  /** Opens another text in its place, with a history of its own. */
  readonly open: (text: string) => void;
  /** Adds what was loaded later. */
  readonly extend: (extension: Extension) => void;
  /** Marks what is wrong, and goes to the first of it unless told otherwise. */
  readonly mark: (marks: readonly SourceMark[], goesThere?: boolean) => void;
}

const style = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--link)" },
  { tag: tags.comment, color: "var(--muted)" },
  { tag: [tags.typeName, tags.className], color: "color-mix(in srgb, var(--link) 70%, var(--ink))" },
]);

const theme = EditorView.theme({
  "&": {
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    fontSize: "0.82rem",
    border: "1px solid var(--muted)",
  },
  "&.cm-focused": { outline: "2px solid var(--link)" },
  ".cm-scroller": { fontFamily: "var(--code)", lineHeight: "1.5", minHeight: "28rem", maxHeight: "75vh" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--muted)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--rule) 45%, transparent)",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--link) 28%, transparent)",
  },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--rule)" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
});

/** Puts a code editor in the place of a textarea and keeps the textarea's value in step, so that the form still posts. */
export function openEditor(textarea: HTMLTextAreaElement, nonce: string): Editor {
  const later = new Compartment();
  let added: Extension = [];
  const stateOf = (doc: string): EditorState =>
    EditorState.create({
      doc,
      extensions: [
        basicSetup,
        javascript({ typescript: true }),
        syntaxHighlighting(style),
        theme,
        lintGutter(),
        later.of(added),
        EditorView.cspNonce.of(nonce),
        // It is reached by the keyboard as it is; axe knows it by its index alone.
        EditorView.contentAttributes.of({ "aria-label": "Source of the submission", tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          textarea.value = update.state.doc.toString();
          textarea.dispatchEvent(new Event("input", { bubbles: true }));
        }),
      ],
    });
  const view = new EditorView({ state: stateOf(textarea.value) });
  textarea.hidden = true;
  textarea.after(view.dom);

  const toDiagnostic = ({ line, column, message }: SourceMark): Diagnostic => {
    const { doc } = view.state;
    const at = doc.line(Math.min(Math.max(line ?? 1, 1), doc.lines));
    const from = column === null ? at.from : Math.min(at.from + Math.max(0, column - 1), at.to);
    return { from, to: at.to, severity: "error", message };
  };
  return {
    text: () => view.state.doc.toString(),
    open(text) {
      view.setState(stateOf(text));
      textarea.value = text;
    },
    extend(extension) {
      added = extension;
      view.dispatch({ effects: later.reconfigure(extension) });
    },
    mark(marks, goesThere = true) {
      view.dispatch(setDiagnostics(view.state, marks.map(toDiagnostic)));
      const [first] = marks;
      if (!goesThere || first === undefined || first.line === null) return;
      const { from } = toDiagnostic(first);
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: "center" }),
      });
    },
  };
}
