import { kept } from "../kept";
import { nearest } from "../nearest";
import { PARTITIONS, REGIONS } from "../partitions";

/** Principals that neither an endpoint nor a managed policy names. Source: the user guide of each service. */
const DOCUMENTED = [
  "autoscaling-plans",
  "billing",
  "billingconsole",
  "bucketantivirus",
  "cks.kms",
  "codedeploy",
  "codestar-notifications",
  "cur",
  "billingreports",
  "dlm",
  "edgelambda",
  "export.rds",
  "ec2.application-autoscaling",
  "elasticache.application-autoscaling",
  "elasticfilesystem.backup",
  "hooks.cloudformation",
  "resources.cloudformation",
  "stacksets.cloudformation",
  "member.org.stacksets.cloudformation",
  "lambda.alarms.cloudwatch",
  "logdelivery.elasticloadbalancing",
  "logger.cloudfront",
  "monitoring.rds",
  "mturk-requester",
  "ops.apigateway",
  "origin-access-control.cloudfront",
  "rdsproxy",
  "replicator.lambda",
  "reporting.cloudwatch",
  "resource-explorer-2",
  "route53",
  "route53domains",
  "route53-recovery-readiness",
  "s3",
  "batchoperations.s3",
  "logging.s3",
  "replication.s3",
  "storage-lens.s3",
  "serverlessrepo",
  "sso.directoryservice",
  "states",
  "tagpolicies.tag",
  "translate",
  "trustedadvisor",
  "verified-access",
  "vpc-flow-logs",
  "vpcorigin.cloudfront",
  "waf",
  "waf-regional",
  "workdocs",
  "workspaces",
  "xray",
];

let known: ReadonlySet<string> | undefined;

const services = (): ReadonlySet<string> => {
  known ??= new Set([...kept<{ services: readonly string[] }>("iam/service-principals.json").services, ...DOCUMENTED]);
  return known;
};

/**
 * What is wrong with a service principal such as ecs-tasks.amazonaws.com, if anything.
 *
 * A name of one word must be known; one such as x.ecs, of a service that is known, is refused only when it is nearly that of another,
 * since services make such names for parts of them. The region that some bear is left out first.
 */
export function principalRefusal(principal: string): string | undefined {
  const suffix = PARTITIONS.map(({ dnsSuffix }) => `.${dnsSuffix}`)
    .sort((left, right) => right.length - left.length)
    .find((end) => principal.endsWith(end));
  if (suffix === undefined) return "a service's principal ends with amazonaws.com";
  const parts = principal.slice(0, -suffix.length).split(".");
  const name = parts.filter((part) => !REGIONS.includes(part)).join(".");
  if (services().has(name)) return undefined;
  const near = nearest(name, services());
  const owner = name.split(".").slice(1).join(".");
  if (near === undefined && owner !== "" && services().has(owner)) return undefined;
  return near === undefined
    ? "no service has this principal"
    : `no service has this principal; is it ${near}${suffix}?`;
}
