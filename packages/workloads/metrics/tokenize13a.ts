/**
 * The words and signs of a line as sacreBLEU's tokenizer `13a` gives them, which is NIST's mteval-v13a as WMT uses it (Post
 * 2018, arXiv 1804.08771): ASCII punctuation stands apart, except a period or comma between digits and a hyphen that no
 * digit precedes.
 */
export function tokenize13a(line: string): readonly string[] {
  const unescaped = line
    .trimEnd()
    .replaceAll("<skipped>", "")
    .replaceAll("-\n", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  return ` ${unescaped} `
    .replaceAll(/([{-~[-` -&(-+:-@/])/g, " $1 ")
    .replaceAll(/([^0-9])([.,])/g, "$1 $2 ")
    .replaceAll(/([.,])([^0-9])/g, " $1 $2")
    .replaceAll(/([0-9])(-)/g, "$1 $2 ")
    .split(/\s+/)
    .filter((token) => token !== "");
}
