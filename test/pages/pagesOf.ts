import type { Client } from "../../packages/core/schema/api/client.ts";

/** An address of every type of page, with what this platform holds: those whose kind it holds nothing of are left out. */
export async function pagesOf(client: Client): Promise<string[]> {
  const [boards, submissions, found] = await Promise.all([
    client.boards(),
    client.submissions(),
    client.labResults({ limit: "1" }),
  ]);
  const board = boards.find(({ leader }) => leader !== null) ?? boards.find(({ entries }) => entries > 0);
  const entries = await client.entries(board === undefined ? {} : { board: board.id });
  const entry = entries[0] === undefined ? null : await client.entry(entries[0].id);
  const trials = entry?.trialGrid ?? [];
  const compared = entries.filter(({ board: own }) => own === entries[0]?.board).slice(0, 3);
  const recorded = trials.find(({ outcome }) => outcome !== null);
  const waiting = trials.find(({ outcome }) => outcome === null);
  const submission = submissions[0]?.name;
  const several = submissions.find(({ versions }) => versions > 1);
  return [
    "/",
    "/boards",
    "/boards?ruleset=self&state=some",
    ...boards.slice(0, 2).map(({ id }) => `/boards/${id}`),
    ...(board === undefined ? [] : [`/boards/${board.id}?measure=steps&scale=log`]),
    ...(board === undefined
      ? []
      : [`/boards/${board.id}?author=nobody&stateTo=100&col=all-gradients&col=authors`]),
    ...(board === undefined ? [] : [`/boards/${board.id}/what-if`]),
    "/boards/no.such.board",
    ...(compared.length < 2 ? [] : [`/compare?${compared.map(({ id }) => `entry=${id}`).join("&")}`]),
    "/compare",
    "/play",
    ...(entry === null ? [] : [`/entries/${entry.id}`]),
    ...[recorded, waiting].flatMap((trial) => (trial === undefined ? [] : [`/trials/${trial.id}`])),
    "/submissions",
    ...(submission === undefined ? [] : [`/submissions/${submission}`, `/submissions/${submission}/1`]),
    ...(several === undefined ? [] : [`/submissions/${several.name}/compare`]),
    "/references",
    "/references/adamw",
    "/references/soap_self",
    "/workloads",
    ...["/workloads/mnist_mlp", "/workloads/brown_lm", "/workloads/ast_gnn"],
    "/runners",
    "/rules",
    "/claims",
    "/claims?standing=holds",
    "/lab",
    ...found.map(({ id }) => `/lab/${id}`),
    "/lab/l000000000000",
    "/docs",
    ...["/docs/first-algorithm", "/docs/contract", "/docs/scoring", "/docs/prices", "/docs/decisions/README"],
    "/api",
    "/submit",
    "/sign-in",
    "/device",
    "/search?q=momentum",
    "/account",
    "/admin",
    "/no-such-page",
  ];
}
