// Imports a file above its own folder.
import secret from "../../../secret.ts";
export default secret;
