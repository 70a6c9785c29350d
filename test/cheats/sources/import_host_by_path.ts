// Climbs from its own folder to the host's module.
import { host } from "./../steepest:/host.ts";
export default host;
