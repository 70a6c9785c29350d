import { createApp } from "@steepest/api/app.ts";

/** The API, mounted in this Worker: `/v1` requests and the pages' own reads go through the same code. */
export const api = createApp();
