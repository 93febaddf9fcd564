import type { Resource } from "../../terraform/block";
import { ask, type Check, type Finding, unanswered, type World } from "../check";

/** How the names of a resource type are found in an account. */
interface Named {
  readonly type: string;
  /** Attribute with the name. */
  readonly attribute: string;
  /** One call that lists all names of a region. */
  readonly words: string;
  readonly names: (answer: never) => readonly string[];
}

const lists = (type: string, attribute: string, words: string, list: string, name: string): Named => ({
  ...{ type, attribute, words },
  names: (answer: Readonly<Record<string, Record<string, string>[]>>) =>
    (answer[list] ?? []).map((one) => one[name] ?? ""),
});

const NAMED: readonly Named[] = [
  lists("aws_ecr_repository", "name", "ecr describe-repositories", "repositories", "repositoryName"),
  lists("aws_db_instance", "identifier", "rds describe-db-instances", "DBInstances", "DBInstanceIdentifier"),
  lists("aws_rds_cluster", "cluster_identifier", "rds describe-db-clusters", "DBClusters", "DBClusterIdentifier"),
  lists(
    "aws_elasticache_replication_group",
    "replication_group_id",
    "elasticache describe-replication-groups",
    "ReplicationGroups",
    "ReplicationGroupId",
  ),
  lists("aws_lb", "name", "elbv2 describe-load-balancers", "LoadBalancers", "LoadBalancerName"),
  lists("aws_iam_role", "name", "iam list-roles", "Roles", "RoleName"),
  lists("aws_cloudwatch_log_group", "name", "logs describe-log-groups", "logGroups", "logGroupName"),
  lists("aws_kms_alias", "name", "kms list-aliases", "Aliases", "AliasName"),
  lists("aws_backup_vault", "name", "backup list-backup-vaults", "BackupVaultList", "BackupVaultName"),
  lists(
    "aws_secretsmanager_secret",
    "name",
    "secretsmanager list-secrets --include-planned-deletion",
    "SecretList",
    "Name",
  ),
  lists("aws_sesv2_email_identity", "email_identity", "sesv2 list-email-identities", "EmailIdentities", "IdentityName"),
  {
    ...{ type: "aws_dynamodb_table", attribute: "name", words: "dynamodb list-tables" },
    names: ({ TableNames }: { TableNames: string[] }) => TableNames,
  },
  {
    ...{ type: "aws_ecs_cluster", attribute: "name", words: "ecs list-clusters" },
    names: ({ clusterArns }: { clusterArns: string[] }) => clusterArns.map((arn) => arn.split("/").at(-1) ?? ""),
  },
  {
    ...{ type: "aws_iam_openid_connect_provider", attribute: "url", words: "iam list-open-id-connect-providers" },
    names: ({ OpenIDConnectProviderList: all }: { OpenIDConnectProviderList: { Arn: string }[] }) =>
      all.map(({ Arn }) => `https://${Arn.split("oidc-provider/")[1]}`),
  },
];

/** Names that the stacks ask for and somebody has; those of a stack with a state are its own. */
export const names: Check = {
  title: "names taken",
  run: async (world) => {
    const deployed = await deployedStacks(world);
    const ours = (resource: Resource) => !deployed.has(resource.stack);
    const byCall = NAMED.flatMap((named) => {
      const resources = world.tree.all(named.type).filter(ours);
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
    return (await Promise.all([...byCall, ...buckets])).flat();
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
  { type, attribute, words, names: namesIn }: Named,
  resources: readonly Resource[],
  { aws }: World,
  region: string | undefined,
): Promise<Finding[]> {
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
      severity: "stops",
      what: `${type} ${name} is there already, and no state of ${resource.stack} has it`,
      command,
    }));
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
