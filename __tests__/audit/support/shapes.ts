import { join } from "node:path";
import { Shapes } from "../../../audit/hcl/shapes";
import { installedPackages } from "../../../terraform/provider-packages";

const project = join(__dirname, "../../..");

/** What the installed provider packages say of blocks. */
export const shapes = new Shapes(installedPackages(project));
