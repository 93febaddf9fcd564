import type { Tree } from "../../terraform/tree";
import { repeated } from "../forms";

/** Where the tree knows the zones of some subnets: the distinct ones, those used twice, and whether every zone is known. */
export function availabilityZones(tree: Tree, subnets: readonly unknown[], stack: string) {
  const zones = subnets.map((subnet) => {
    const resource = tree.referent(subnet, stack)?.resource;
    return resource?.type === "aws_subnet"
      ? (resource.text("availability_zone") ?? resource.text("availability_zone_id"))
      : undefined;
  });
  const known = zones.filter((zone) => zone !== undefined);
  const same = subnets.map((subnet) => tree.identity(subnet, stack)).filter((id) => id !== undefined);
  const twice = [...repeated(known), ...(known.length === 0 ? repeated(same) : [])];
  return { distinct: new Set(known).size, repeated: twice, complete: known.length === subnets.length };
}
