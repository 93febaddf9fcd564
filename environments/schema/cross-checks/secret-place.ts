import { partitionOf } from "../../../aws/partitions";
import type { Problem } from "../problems";
import type { Environment } from "../sections";

/** A secret that tasks can read: of another place they have no right to it, nor to its key. */
export function ofThisPlace(
  path: string,
  source: string | undefined,
  { account, region }: Pick<Environment, "account" | "region">,
): Problem | false {
  const place = `arn:${partitionOf(region).name}:secretsmanager:${region}:${account}:`;
  return (
    source?.startsWith("arn:") === true &&
    !source.startsWith(place) && {
      path,
      rule: `must be a secret of this account and region, ${place}…: the tasks may read no other; replicate it, or use "empty"`,
      value: source,
    }
  );
}
