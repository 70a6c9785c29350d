// Imports Node's http.
import http from "node:http";
export default http;
