import { z } from "zod";
import { plainText } from "../plainText.ts";

export const roleSchema = z.enum(["submitter", "runner", "admin"]);
export type Role = z.infer<typeof roleSchema>;

/** The name that a user is known by: what owners are stated by. */
export const handleSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?$/, "must be 1 to 39 of a–z, 0–9 and inner hyphens");

const scopesSchema = z.array(roleSchema).min(1).max(3);

/** POST /v1/tokens: for oneself, or by an admin for a user, who is created where there is none of that name. */
export const createTokenSchema = z
  .strictObject({
    /** Default: oneself. */
    user: handleSchema.optional(),
    /** What its owner calls it, such as the machine that it lies on. */
    name: plainText(1, 80).default("token"),
    /** What it may do. */
    scopes: scopesSchema.optional(),
    /** The same as `scopes` of one. */
    role: roleSchema.optional(),
    /** Days until it expires. */
    days: z.int().positive().max(3650).default(365),
  })
  .refine(({ scopes, role }) => (scopes === undefined) !== (role === undefined), {
    path: ["scopes"],
    message: "give either scopes or role",
  });

const tokenSchema = z.object({
  id: z.string(),
  user: z.string(),
  name: z.string(),
  scopes: scopesSchema,
  expiresAt: z.iso.datetime(),
});

/** The only time that the secret is shown: D1 keeps its SHA-256. */
export const createdTokenSchema = tokenSchema.extend({ token: z.string() });

/** One row of GET /v1/tokens: everything but the secret. */
export const tokenSummarySchema = tokenSchema.extend({
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});

export type CreateToken = z.input<typeof createTokenSchema>;
export type CreatedToken = z.infer<typeof createdTokenSchema>;
export type TokenSummary = z.infer<typeof tokenSummarySchema>;
