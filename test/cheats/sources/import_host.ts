// Imports the module that holds the functions of the host.
import { host } from "steepest:/host.ts";
export default host;
