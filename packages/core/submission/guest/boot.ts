import { guestConsole } from "./console.ts";
import { harden } from "./harden.ts";
import { runtime } from "./runtime.ts";
import { refuseUnawaited } from "./unawaited.ts";

/** The first module that the host evaluates: sets up the guest's world and hands the host its entry points. */
Object.defineProperty(globalThis, "console", { value: guestConsole });
refuseUnawaited();
harden();
export default runtime;
