import { z } from "zod";
import { plainText } from "../plainText.ts";
import { handleSchema, roleSchema } from "./tokens.ts";

/** GET /v1/sign-in: how people sign in to this deployment, beside the links that its operator makes. */
export const signInWaysSchema = z.object({ enabled: z.boolean(), github: z.boolean(), mail: z.boolean() });
export type SignInWays = z.infer<typeof signInWaysSchema>;

/** GET /v1/me: who the request is from. */
export const meSchema = z.object({
  /** Null of who has signed in and not yet chosen it. */
  user: z.string().nullable(),
  scopes: z.array(roleSchema),
  by: z.enum(["session", "token"]),
  /** The token that was sent; null of a session and of the deployment's first admin token. */
  token: z.string().nullable(),
  /** Shown to a session only; null where none is known. */
  email: z.string().nullable(),
  /** What to begin the choice of a handle with. */
  suggestedHandle: z.string().nullable(),
});
export type Me = z.infer<typeof meSchema>;

/** POST /v1/me/handle: chosen once. */
export const chooseHandleSchema = z.strictObject({ handle: handleSchema });

/** POST /v1/devices: a program asks to be let in by somebody who is signed in (after RFC 8628). */
export const requestDeviceSchema = z.strictObject({
  /** What its token is to be called: the machine that it runs on. */
  name: plainText(1, 80),
  scopes: z
    .array(roleSchema.exclude(["admin"]))
    .min(1)
    .max(2)
    .default(["submitter", "runner"]),
});
export type RequestDevice = z.input<typeof requestDeviceSchema>;

export const deviceRequestedSchema = z.object({
  /** The program's own secret, with which it asks for the token. */
  deviceCode: z.string(),
  /** What its user types at `verificationUrl`. */
  userCode: z.string(),
  verificationUrl: z.url(),
  /** With the code in it. */
  completeUrl: z.url(),
  expiresAt: z.iso.datetime(),
  /** Seconds to wait between two questions. */
  interval: z.int().positive(),
});
export type DeviceRequested = z.infer<typeof deviceRequestedSchema>;

/** GET /v1/devices/{code}: what its user is asked to let in. */
export const deviceSchema = z.object({
  userCode: z.string(),
  name: z.string(),
  scopes: z.array(roleSchema),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Device = z.infer<typeof deviceSchema>;

/** POST /v1/devices/token */
export const askDeviceTokenSchema = z.strictObject({ deviceCode: z.string().max(200) });

/** POST /v1/sign-in-links (admin): a link that signs in whoever opens it, once. The user is created where there is none. */
export const createSignInLinkSchema = z.strictObject({
  user: handleSchema,
  minutes: z.int().positive().max(1440).default(15),
  /** Makes the user an admin, or no longer one; left out, they stay what they are. */
  admin: z.boolean().optional(),
});
export type CreateSignInLink = z.input<typeof createSignInLinkSchema>;

export const signInLinkSchema = z.object({ url: z.url(), user: z.string(), expiresAt: z.iso.datetime() });
export type SignInLink = z.infer<typeof signInLinkSchema>;

/** POST /v1/submissions/{name}/owner (admin) */
export const transferSchema = z.strictObject({ owner: handleSchema });
