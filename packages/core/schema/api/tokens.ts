import { z } from "zod";

export const roleSchema = z.enum(["submitter", "runner", "admin"]);
export type Role = z.infer<typeof roleSchema>;

/** POST /v1/tokens (admin). The user is created where there is none of that name. */
export const createTokenSchema = z.strictObject({
  user: z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}$/),
  role: roleSchema,
  /** Days until it expires. */
  days: z.int().positive().max(3650).default(365),
});

/** The only time that the secret is shown: D1 keeps its SHA-256. */
export const createdTokenSchema = z.object({
  id: z.string(),
  token: z.string(),
  user: z.string(),
  role: roleSchema,
  expiresAt: z.iso.datetime(),
});

/** One row of GET /v1/tokens: everything but the secret. */
export const tokenSummarySchema = z.object({
  id: z.string(),
  user: z.string(),
  role: roleSchema,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});

export type CreateToken = z.input<typeof createTokenSchema>;
export type CreatedToken = z.infer<typeof createdTokenSchema>;
export type TokenSummary = z.infer<typeof tokenSummarySchema>;
