/** Answers of this isolate: the one that was asked for longest ago goes first. */
const answers = new Map<string, string>();
const mostAnswers = 60;
/** Longer ones are made anew. */
const mostCharacters = 100_000;

/**
 * The JSON of what is computed of a board's study times, which never change under their tag: who held the records of a thousand entries takes as long to find
 * out as all else of a board's page.
 */
export async function keptAnswer(tag: string, make: () => Promise<string>): Promise<string> {
  const kept = answers.get(tag);
  const text = kept ?? (await make());
  answers.delete(tag);
  if (text.length <= mostCharacters) answers.set(tag, text);
  for (const oldest of answers.keys()) {
    if (answers.size <= mostAnswers) break;
    answers.delete(oldest);
  }
  return text;
}
