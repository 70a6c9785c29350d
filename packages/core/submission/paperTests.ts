/** One test of submissions/papers: its title, the heading that it stands under, and the submissions that it names. */
export interface PaperTest {
  readonly heading: string | null;
  readonly title: string;
  readonly submissions: readonly string[];
}

/** Where a test or a group begins, at the top of the file or one level below, as the formatter indents. */
const beginning = /^(?= {0,2}(?:test|describe)\b)/m;
const firstText = /(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/;
const quotedName = /"([a-z][a-z0-9_]{1,47})"/g;

/** The title of a test; of a table of tests (`test.each`) it follows the table. */
function titleOf(part: string): string | null {
  const isTable = /^ {0,2}(?:test|describe)\.each\b/.test(part);
  const from = isTable ? /\n {0,2}\]\)\(|(?:\]|\w)\)\(/.exec(part)?.index : 0;
  const match = from === undefined ? null : firstText.exec(part.slice(from));
  return match ? (match[1] ?? match[2] ?? null) : null;
}

/** Reads what a test file of submissions/papers says of which submissions, by the names in quotes within each test. */
export function paperTests(text: string): PaperTest[] {
  const found: PaperTest[] = [];
  let heading: string | null = null;
  for (const part of text.split(beginning).slice(1)) {
    const title = titleOf(part);
    if (title === null) continue;
    const isGroup = /^ {0,2}describe\b/.test(part);
    if (isGroup) heading = title;
    else if (!part.startsWith(" ")) heading = null;
    const submissions = [...new Set([...part.matchAll(quotedName)].map((match) => match[1] as string))];
    // What a group's own lines name (a helper that trains it), its tests are about.
    if (submissions.length > 0 || !isGroup)
      found.push({ heading: isGroup ? null : heading, title, submissions });
  }
  return found;
}
