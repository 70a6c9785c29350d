import { createRoute, z } from "@hono/zod-openapi";
import {
  askDeviceTokenSchema,
  deviceRequestedSchema,
  deviceSchema,
  requestDeviceSchema,
} from "@steepest/core/schema/api/accounts.ts";
import { createdTokenSchema } from "@steepest/core/schema/api/tokens.ts";
import {
  createDevice,
  decideDevice,
  interval,
  shownCode,
  takeDeviceToken,
  waitingDevice,
} from "../auth/devices.ts";
import { actorOf, personOf } from "../auth/requireRole.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";

const tags = ["Accounts"];
const byPerson = { tags, security: needsToken, request: { params: z.object({ code: z.string().max(40) }) } };

export const deviceRoutes = createRouter();

deviceRoutes.openapi(
  createRoute({
    method: "post",
    path: "/devices",
    tags,
    summary: "Ask to be let in as whoever enters the code",
    description:
      "The device flow of RFC 8628: `steepest login` shows the code and asks for the token until its user has entered it on the site.",
    request: { body: jsonBody(requestDeviceSchema) },
    responses: { 201: jsonAnswer(deviceRequestedSchema, "Both codes."), ...problems(400, 422) },
  }),
  async (context) => {
    const { deviceCode, device } = await createDevice(
      openDatabase(context.env.DB),
      context.req.valid("json"),
      Date.now(),
    );
    const userCode = shownCode(device.userCode);
    const page = new URL("/device", context.env.STEEPEST_URL || context.req.url);
    const complete = new URL(page);
    complete.searchParams.set("code", userCode);
    context.header("cache-control", "no-store");
    const answer = {
      deviceCode,
      userCode,
      verificationUrl: page.href,
      completeUrl: complete.href,
      expiresAt: new Date(device.expiresAt).toISOString(),
      interval,
    };
    return context.json(answer, 201);
  },
);

deviceRoutes.openapi(
  createRoute({
    method: "post",
    path: "/devices/token",
    tags,
    summary: "Ask for the token of a device that was let in",
    request: { body: jsonBody(askDeviceTokenSchema) },
    responses: {
      200: jsonAnswer(createdTokenSchema, "The token, this once."),
      202: { description: "Nobody has entered the code yet: ask again after `interval` seconds." },
      ...problems(400, 403, 410, 422, 429),
    },
  }),
  async (context) => {
    const { deviceCode } = context.req.valid("json");
    const token = await takeDeviceToken(openDatabase(context.env.DB), deviceCode, Date.now());
    context.header("cache-control", "no-store");
    return token === null ? context.body(null, 202) : context.json(token, 200);
  },
);

deviceRoutes.openapi(
  createRoute({
    ...byPerson,
    method: "get",
    path: "/devices/{code}",
    summary: "What a device that waits asks for",
    responses: { 200: jsonAnswer(deviceSchema, "Its name and scopes."), ...problems(400, 401, 404) },
  }),
  async (context) => {
    personOf(context.get("person"));
    const { code } = context.req.valid("param");
    const device = await waitingDevice(openDatabase(context.env.DB), code, Date.now());
    const answer = {
      userCode: shownCode(device.userCode),
      name: device.name,
      scopes: [...device.scopes],
      createdAt: new Date(device.createdAt).toISOString(),
      expiresAt: new Date(device.expiresAt).toISOString(),
    };
    return context.json(answer, 200);
  },
);

deviceRoutes.openapi(
  createRoute({
    ...byPerson,
    method: "post",
    path: "/devices/{code}/approve",
    summary: "Let a device in as oneself",
    responses: { 204: { description: "It gets a token." }, ...problems(400, 401, 403, 404) },
  }),
  async (context) => {
    personOf(context.get("person"));
    const { user } = actorOf(context.get("actor"));
    const { code } = context.req.valid("param");
    await decideDevice(openDatabase(context.env.DB), code, { approvedBy: user }, Date.now());
    return context.body(null, 204);
  },
);

deviceRoutes.openapi(
  createRoute({
    ...byPerson,
    method: "post",
    path: "/devices/{code}/deny",
    summary: "Turn a device away",
    responses: { 204: { description: "It gets none." }, ...problems(400, 401, 403, 404) },
  }),
  async (context) => {
    personOf(context.get("person"));
    const { code } = context.req.valid("param");
    const now = Date.now();
    await decideDevice(openDatabase(context.env.DB), code, { deniedAt: now }, now);
    return context.body(null, 204);
  },
);
