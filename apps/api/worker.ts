import { createApp } from "./app.ts";
import { scheduled } from "./notifications/deliverLater.ts";

export default { fetch: createApp().fetch, scheduled };
