import { ask, type Check, type Finding, unanswered } from "../check";

/** What a region that is not open to the account answers, as it does to a wrong key. */
const CLOSED = new Set(["InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"]);

/** Who asks, and whose account that is. */
export const credentials: Check = {
  title: "credentials and account",
  run: async ({ environment, aws }) => {
    const command = "aws sts get-caller-identity";
    const asked = await ask<{ Account: string; Arn: string }>(aws(), "sts", "get-caller-identity");
    if ("code" in asked) {
      const hint = CLOSED.has(asked.code)
        ? ` (so says AWS too where ${environment.region} is not open to the account)`
        : "";
      return [{ severity: "stops", what: `no credentials that AWS takes: ${asked.message}${hint}`, command }];
    }
    const { Account, Arn } = asked.answer;
    if (Account === environment.account) return [];
    return [
      { severity: "stops", what: `account: must be ${environment.account}, and ${Arn} is of ${Account}`, command },
    ];
  },
};

/** Each region of the stacks is open to the account; the newer ones are closed until somebody opens them. */
export const regions: Check = {
  title: "regions",
  run: async ({ environment, tree, aws }) => {
    const wanted = [environment.region, ...tree.resources.flatMap(({ region }) => region ?? [])];
    const command = "aws ec2 describe-regions --all-regions";
    const asked = await ask<{ Regions: { RegionName: string; OptInStatus?: string }[] }>(
      aws(),
      ...command.split(" ").slice(1),
    );
    if ("code" in asked) return [unanswered("regions", asked, command)];
    const closed = asked.answer.Regions.filter(({ OptInStatus }) => OptInStatus === "not-opted-in");
    return [...new Set(wanted)]
      .filter((region) => closed.some(({ RegionName }) => RegionName === region))
      .map(
        (region): Finding => ({
          severity: "stops",
          what: `${region} is not open to this account`,
          command: `aws account enable-region --region-name ${region}`,
        }),
      );
  },
};

/** Roles that services make for themselves, by a resource type that needs one. Source: the services' pages on service-linked roles. */
const LINKED_ROLES: readonly { readonly type: string; readonly service: string; readonly role: string }[] = [
  { type: "aws_ecs_cluster", service: "ecs.amazonaws.com", role: "AWSServiceRoleForECS" },
  { type: "aws_lb", service: "elasticloadbalancing.amazonaws.com", role: "AWSServiceRoleForElasticLoadBalancing" },
  { type: "aws_db_instance", service: "rds.amazonaws.com", role: "AWSServiceRoleForRDS" },
  { type: "aws_rds_cluster", service: "rds.amazonaws.com", role: "AWSServiceRoleForRDS" },
  {
    type: "aws_elasticache_replication_group",
    service: "elasticache.amazonaws.com",
    role: "AWSServiceRoleForElastiCache",
  },
  { type: "aws_autoscaling_group", service: "autoscaling.amazonaws.com", role: "AWSServiceRoleForAutoScaling" },
  {
    type: "aws_appautoscaling_target",
    service: "ecs.application-autoscaling.amazonaws.com",
    role: "AWSServiceRoleForApplicationAutoScaling_ECSService",
  },
];

export const serviceLinkedRoles: Check = {
  title: "service-linked roles",
  run: async ({ tree, aws }) => {
    const needed = LINKED_ROLES.filter(({ type }) => tree.all(type).length > 0);
    if (needed.length === 0) return [];
    const command = "aws iam list-roles --path-prefix /aws-service-role/";
    const asked = await ask<{ Roles: { RoleName: string }[] }>(aws(), ...command.split(" ").slice(1));
    if ("code" in asked) return [unanswered("service-linked roles", asked, command)];
    const there = new Set(asked.answer.Roles.map(({ RoleName }) => RoleName));
    const missing = new Map(needed.filter(({ role }) => !there.has(role)).map(({ role, service }) => [role, service]));
    return [...missing].map(
      ([role, service]): Finding => ({
        severity: "warns",
        what: `${role} is not in the account; AWS makes it at the first use, which can come too late for the first deploy`,
        command: `aws iam create-service-linked-role --aws-service-name ${service}`,
      }),
    );
  },
};
