import { CLOUDFRONT_REGION } from "../../aws/partitions";
import type { Resource } from "../../terraform/block";
import { ask, type Check, type Finding, unanswered, type World } from "../check";
import { NAMED, type Named } from "./named";

/** Names that the stacks ask for and somebody has; those of a stack with a state are its own. */
export const names: Check = {
  title: "names taken",
  run: async (world) => {
    const deployed = await deployedStacks(world);
    const ours = (resource: Resource) => !deployed.has(resource.stack);
    const byCall = NAMED.flatMap((named) => {
      const resources = world.tree.all(named.type).filter((one) => ours(one) && (named.concerns?.(one) ?? true));
      return [...new Set(resources.map(({ region }) => region))].map((region) =>
        taken(
          named,
          resources.filter((one) => one.region === region),
          world,
          region,
        ),
      );
    });
    const buckets = world.tree
      .all("aws_s3_bucket")
      .filter(ours)
      .map((bucket) => takenBucket(bucket, world));
    const aliases = world.tree
      .all("aws_cloudfront_distribution")
      .filter(ours)
      .map((distribution) => takenAliases(distribution, world));
    return (await Promise.all([...byCall, ...buckets, ...aliases])).flat();
  },
};

/** Stacks whose state is in the bucket; with any of them the stack that made the bucket is there too. */
async function deployedStacks({ tree, aws }: World): Promise<ReadonlySet<string>> {
  const backend = Object.values(tree.stacks).flatMap(({ terraform }) => bucketOf(terraform) ?? [])[0];
  if (backend === undefined) return new Set();
  const asked = await ask<{ Contents?: { Key: string }[] }>(aws(), "s3api", "list-objects-v2", "--bucket", backend);
  if ("code" in asked) return new Set();
  const keys = (asked.answer.Contents ?? []).map(({ Key }) => Key).filter((key) => key.endsWith(".tfstate"));
  const stacks = keys.map((key) => key.slice(0, -".tfstate".length));
  const makers = tree.all("aws_s3_bucket").filter((bucket) => bucket.text("bucket") === backend);
  return new Set([...stacks, ...(stacks.length > 0 ? makers.map(({ stack }) => stack) : [])]);
}

function bucketOf(terraform: unknown): string | undefined {
  const { backend } = (terraform ?? {}) as { backend?: { s3?: { bucket?: string } } };
  return backend?.s3?.bucket;
}

async function taken(
  { type, attribute, words, names: namesIn, isOverwritten = false, region: global }: Named,
  resources: readonly Resource[],
  { aws }: World,
  own: string | undefined,
): Promise<Finding[]> {
  const region = global ?? own;
  const wanted = resources.flatMap((resource) => {
    const name = resource.text(attribute);
    return name === undefined ? [] : [{ name, resource }];
  });
  if (wanted.length === 0) return [];
  const command = `aws ${words}${region === undefined ? "" : ` --region ${region}`}`;
  const asked = await ask<never>(aws(region), ...words.split(" "));
  if ("code" in asked) return [unanswered(`names of ${type}`, asked, command)];
  const there = new Set(namesIn(asked.answer));
  return wanted
    .filter(({ name }) => there.has(name))
    .map(({ name, resource }) => ({
      severity: isOverwritten ? "warns" : "stops",
      what: `${type} ${name} is there already, and no state of ${resource.stack} has it${isOverwritten ? "; the deploy would overwrite it" : ""}`,
      command,
    }));
}

/** Names that a distribution of this account answers to already. */
async function takenAliases(distribution: Resource, { aws }: World): Promise<Finding[]> {
  const command = "aws cloudfront list-distributions";
  const asked = await ask<{ DistributionList?: { Items?: { Id: string; Aliases?: { Items?: string[] } }[] } }>(
    aws(CLOUDFRONT_REGION),
    ...command.split(" ").slice(1),
  );
  if ("code" in asked) return [unanswered("aliases of CloudFront", asked, command)];
  const wanted = distribution.texts("aliases");
  return (asked.answer.DistributionList?.Items ?? []).flatMap(({ Id, Aliases }) =>
    (Aliases?.Items ?? [])
      .filter((alias) => wanted.includes(alias))
      .map((alias) => ({ severity: "stops", what: `${alias} is an alias of the distribution ${Id} already`, command })),
  );
}

/** Names of buckets are those of all accounts. */
async function takenBucket(bucket: Resource, { aws }: World): Promise<Finding[]> {
  const name = bucket.text("bucket");
  if (name === undefined) return [];
  const command = `aws s3api head-bucket --bucket ${name}`;
  const asked = await ask(aws(bucket.region), "s3api", "head-bucket", "--bucket", name);
  if (!("code" in asked))
    return [
      { severity: "stops", what: `bucket ${name} is there already, and no state of ${bucket.stack} has it`, command },
    ];
  if (asked.code === "404") return [];
  if (asked.code === "403") return [{ severity: "stops", what: `bucket ${name} is another account's`, command }];
  return [unanswered(`bucket ${name}`, asked, command)];
}
