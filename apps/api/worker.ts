import { createApp } from "./app.ts";
import { scheduled } from "./http/workLater.ts";

export default { fetch: createApp().fetch, scheduled };
