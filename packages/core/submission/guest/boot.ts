import { guestConsole } from "./console.ts";
import { harden } from "./harden.ts";
import { runtime } from "./runtime.ts";

/** The first module that the host evaluates: sets up the guest's world and hands the host its entry points. */
Object.defineProperty(globalThis, "console", { value: guestConsole });
harden();
export default runtime;
