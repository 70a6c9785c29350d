/**
 * The words of a tagged document (`word/tag`, split at the last slash), a space between words and a newline after
 * each line that has any.
 */
export function plainText(tagged: string): string {
  let text = "";
  for (const line of tagged.split("\n")) {
    const words = line.split(/\s+/).filter((token) => token !== "");
    if (words.length === 0) continue;
    text += `${words.map((token) => token.slice(0, token.lastIndexOf("/"))).join(" ")}\n`;
  }
  return text;
}
