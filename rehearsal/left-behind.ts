import { foreignKeys, type LeftStack, leftStacks, type State } from "../terraform/leftovers/left-stacks";
import type { Rehearsal } from "./rehearsal";
import { stateBuckets } from "./run/stacks";

/** The stacks whose state is in the rehearsed bucket, with resources, while the app has them no longer. */
export async function leftBehind({ synthesized, aws, world }: Rehearsal): Promise<LeftStack[]> {
  const states = new Map<string, State>();
  const there = stateBuckets(synthesized).filter((bucket) => world.inventory.find("aws_s3_bucket", "bucket", bucket));
  for (const bucket of there) {
    for (const key of foreignKeys(await aws.keys(bucket), synthesized)) {
      states.set(key, JSON.parse(await aws.object(bucket, key)));
    }
  }
  return leftStacks(states);
}
