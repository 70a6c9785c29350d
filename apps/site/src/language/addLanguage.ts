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
import type { SourceEditor } from "../play/sourceEditor.ts";
import { type Documentation, documentationOf } from "./documentationAt.ts";
import type { LanguageFunctions } from "./languageWorker.ts";

/** Adds types to an editor, in a worker of their own: what is wrong, what can stand here, what a name means. Resolves when they are there. */
export async function addLanguage(sources: SourceEditor): Promise<void> {
  const worker = new Worker(new URL("./languageWorker.ts", import.meta.url), { type: "module" });
  const language = callWorker<LanguageFunctions>(worker);
  await language.initialize(null);
  const pathOf = (file: string) => `/submission/${file}`;
  const complete = tsAutocompleteWorker();
  const described = async (context: CompletionContext) => {
    const found = await complete(context);
    if (found === null) return null;
    const describe = async ({ label }: Completion) => {
      const documentation = await language.describe({
        path: pathOf(sources.shown),
        pos: context.pos,
        name: label,
      });
      return documentation === null ? null : show(documentation);
    };
    return {
      ...found,
      validFor: /^\w*$/,
      options: found.options.map((option) => ({ ...option, info: describe })),
    };
  };
  const extensions = () => [
    tsFacetWorker.of({ worker: language, path: pathOf(sources.shown) }),
    tsSyncWorker(),
    tsLinterWorker(),
    autocompletion({ override: [described] }),
    tsHoverWorker({
      renderTooltip: ({ quickInfo }) => ({
        dom: quickInfo ? show(documentationOf(quickInfo)) : element("div"),
      }),
    }),
  ];
  const open = async () => {
    const { files } = sources.source;
    // Each file may import the others.
    await Promise.all(
      Object.entries(files).map(([file, code]) => language.updateFile({ path: pathOf(file), code })),
    );
    sources.editor.extend(extensions());
  };
  sources.whenOpened(() => void open());
  await open();
}

function show({ signature, text, tags }: Documentation): HTMLElement {
  const dom = element("div", { class: "documentation" }, element("code", {}, signature));
  if (text !== "") dom.append(element("p", {}, text));
  for (const tag of tags)
    dom.append(element("p", {}, element("em", {}, `@${tag.name} `), element("code", {}, tag.text)));
  return dom;
}
