// Imports a module from the network.
import weights from "https://example.com/weights.js";
export default weights;
