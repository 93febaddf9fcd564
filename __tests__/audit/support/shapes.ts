import { join } from "node:path";
import { installedPackages, Shapes } from "../../../audit/hcl/provider-packages";

const project = join(__dirname, "../../..");

/** What the installed provider packages say of blocks. */
export const shapes = new Shapes(installedPackages(project));
