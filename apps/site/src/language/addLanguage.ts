import { autocompletion, type Completion, type CompletionContext } from "@codemirror/autocomplete";
import {
  tsAutocompleteWorker,
  tsFacetWorker,
  tsHoverWorker,
  tsLinterWorker,
  tsSyncWorker,
} from "@valtown/codemirror-ts";
import { callWorker } from "../play/callWorker.ts";
import { element } from "../play/element.ts";
import type { Editor } from "../submit/openEditor.ts";
import { type Documentation, documentationOf } from "./documentationAt.ts";
import type { LanguageFunctions } from "./languageWorker.ts";

/** Adds types to an editor, in a worker of their own: what is wrong, what can stand here, what a name means. Resolves when they are there. */
export async function addLanguage(editor: Editor, file: string): Promise<void> {
  const worker = new Worker(new URL("./languageWorker.ts", import.meta.url), { type: "module" });
  const language = callWorker<LanguageFunctions>(worker);
  await language.initialize(null);
  const path = `/submission.${file.endsWith(".ts") ? "ts" : "js"}`;
  const complete = tsAutocompleteWorker();
  const described = async (context: CompletionContext) => {
    const found = await complete(context);
    if (found === null) return null;
    const describe = async ({ label }: Completion) => {
      const documentation = await language.describe({ path, pos: context.pos, name: label });
      return documentation === null ? null : show(documentation);
    };
    return {
      ...found,
      validFor: /^\w*$/,
      options: found.options.map((option) => ({ ...option, info: describe })),
    };
  };
  editor.extend([
    tsFacetWorker.of({ worker: language, path }),
    tsSyncWorker(),
    tsLinterWorker(),
    autocompletion({ override: [described] }),
    tsHoverWorker({
      renderTooltip: ({ quickInfo }) => ({
        dom: quickInfo ? show(documentationOf(quickInfo)) : element("div"),
      }),
    }),
  ]);
}

function show({ signature, text, tags }: Documentation): HTMLElement {
  const dom = element("div", { class: "documentation" }, element("code", {}, signature));
  if (text !== "") dom.append(element("p", {}, text));
  for (const tag of tags)
    dom.append(element("p", {}, element("em", {}, `@${tag.name} `), element("code", {}, tag.text)));
  return dom;
}
