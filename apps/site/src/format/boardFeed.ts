import { escapeXml } from "@steepest/charts/escapeXml.ts";
import type { BoardView } from "@steepest/core/schema/api/boards.ts";
import type { EntrySummary } from "@steepest/core/schema/api/entries.ts";

export interface BoardNews {
  readonly board: BoardView;
  /** Of the board, in any order. */
  readonly entries: readonly EntrySummary[];
  /** Where the site is, without a trailing slash. */
  readonly origin: string;
}

/** Readers ask often; older news is on the board. */
const mostItems = 50;

interface Item {
  readonly id: string;
  readonly link: string;
  readonly at: string;
  readonly title: string;
  readonly author: string;
  readonly summary: string;
}

/** A board's news as an Atom feed (RFC 4287): entries that have ended, and who leads. */
export function boardFeed({ board, entries, origin }: BoardNews): string {
  const page = `${origin}/boards/${board.id}`;
  const items = [...leaderItems(board, entries, origin), ...endedItems(entries, origin)]
    .toSorted((a, b) => b.at.localeCompare(a.at) || a.id.localeCompare(b.id))
    .slice(0, mostItems);
  const updated = items[0]?.at ?? board.updatedAt;
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>${escapeXml(page)}</id>
  <title>${escapeXml(`${board.id}${board.practice ? " (practice)" : ""}: Steepest`)}</title>
  <subtitle>New leaders and entries that have ended</subtitle>
  <updated>${updated}</updated>
  <author><name>Steepest</name><uri>${escapeXml(origin)}</uri></author>
  <link rel="self" type="application/atom+xml" href="${escapeXml(`${page}/feed.xml`)}"/>
  <link rel="alternate" type="text/html" href="${escapeXml(page)}"/>
${items.map(itemXml).join("")}</feed>
`;
}

const itemXml = ({ id, link, at, title, author, summary }: Item): string => `  <entry>
    <id>${escapeXml(id)}</id>
    <title>${escapeXml(title)}</title>
    <link rel="alternate" type="text/html" href="${escapeXml(link)}"/>
    <published>${at}</published>
    <updated>${at}</updated>
    <author><name>${escapeXml(author)}</name></author>
    <summary>${escapeXml(summary)}</summary>
  </entry>
`;

/** Who leads has an item of their own: another leader is another item. */
function leaderItems(board: BoardView, entries: readonly EntrySummary[], origin: string): Item[] {
  const [row] = board.rows;
  const entry = entries.find(({ id }) => id === row?.entry);
  if (board.page !== 1 || row === undefined || row.provisional || !entry?.finishedAt) return [];
  const link = `${origin}/entries/${entry.id}`;
  return [
    {
      id: `${link}#leads`,
      link,
      at: entry.finishedAt,
      title: `${row.submission} leads ${board.id}`,
      author: row.submission,
      summary: `Version ${row.number} of ${row.submission} is first with a score of ${row.score.toFixed(3)}.`,
    },
  ];
}

const endedItems = (entries: readonly EntrySummary[], origin: string): Item[] =>
  entries.flatMap((entry) => {
    const { id, status, finishedAt, submission, versionNumber, board, trust, trials, voided } = entry;
    if (status !== "complete" || finishedAt === null || entry.private) return [];
    const link = `${origin}/entries/${id}`;
    const failed = trials.failed === 0 ? "" : `, of which ${trials.failed} failed`;
    const standing = voided === null ? "" : ` It counts no more: ${voided.reason}`;
    return [
      {
        id: link,
        link,
        at: finishedAt,
        title: `${submission} has ended on ${board}`,
        author: submission,
        summary: `Version ${versionNumber} of ${submission}${trust === "verified" ? "" : " (self-reported)"} has run its ${trials.total} trials${failed}.${standing}`,
      },
    ];
  });
