import { createRoute, z } from "@hono/zod-openapi";
import { publicKeysSchema, receiptSchema, roundsSchema } from "@steepest/core/schema/receipt.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { visibleTo } from "../entries/visibleTo.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, problems } from "../http/describe.ts";
import { publicKeys, receiptOf, roundsOf, signingKeys } from "../receipts/receiptOf.ts";

const tags = ["Trust"];

export const receiptRoutes = createRouter();

receiptRoutes.openapi(
  createRoute({
    method: "get",
    path: "/trials/{id}/receipt",
    tags,
    summary: "The signed receipt of a trial's record",
    description:
      "Record, source, class, library, seed and trust, signed with Ed25519; the record lies beside the statement. `steepest verify` checks it without a network.",
    request: { params: z.object({ id: z.string() }) },
    responses: { 200: jsonAnswer(receiptSchema, "As of now."), ...problems(404) },
  }),
  async (context) => {
    const { DB, STORE: store } = context.env;
    const { id } = context.req.valid("param");
    const visible = visibleTo(context.get("actor"));
    const from = { database: openDatabase(DB), store, keys: signingKeys(context.env), visible };
    const receipt = await receiptOf(from, id, Date.now());
    context.header("content-disposition", `inline; filename="${id}.receipt.json"`);
    return context.json(receipt, 200);
  },
);

receiptRoutes.openapi(
  createRoute({
    method: "get",
    path: "/keys",
    tags,
    summary: "The public keys that receipts are signed with",
    responses: { 200: jsonAnswer(publicKeysSchema, "Newest first; retired ones with their end.") },
  }),
  (context) => context.json(publicKeys(context.env), 200),
);

receiptRoutes.openapi(
  createRoute({
    method: "get",
    path: "/rounds",
    tags,
    summary: "What seeds and the draw of audits follow from",
    description:
      "The SHA-256 of the secret of the round that runs, and the secrets of those that have ended: with one, everybody can compute the seeds of its entries and which records it drew for audits.",
    responses: { 200: jsonAnswer(roundsSchema, "The commitment, and what is no secret any more.") },
  }),
  (context) => context.json(roundsOf(context.env), 200),
);
