// Imports the file system.
import { readFileSync } from "fs";
export default readFileSync("/etc/passwd");
