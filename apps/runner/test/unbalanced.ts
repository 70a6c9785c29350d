const voidElements = new Set(["meta", "br", "hr", "img", "input", "link"]);

/** Names of elements that are opened and not closed, or closed and not opened. */
export function unbalanced(markup: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [tag, closing, name = ""] of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)(?:[^<>"]|"[^"]*")*>/g)) {
    if (closing === "/") {
      if (open.pop() !== name) wrong.push(tag);
    } else if (!voidElements.has(name) && !tag.endsWith("/>")) open.push(name);
  }
  return [...wrong, ...open];
}
