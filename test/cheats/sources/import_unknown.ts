// Imports a package that is not there.
import lodash from "lodash";
export default lodash;
