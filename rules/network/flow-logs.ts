import type { Rule } from "../rule";

/** Source: VPC user guide, "Flow log records", versions 2 to 10. */
const FIELDS = new Set(
  [
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status",
    "vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id",
    "pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path reject-reason resource-id encryption-status",
    "ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id",
    "ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id",
  ].flatMap((line) => line.split(" ")),
);

export const flowLogRules: readonly Rule[] = [
  {
    id: "flow-log-fields",
    trap: 79,
    title: "A flow log's format names fields that there are",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html",
    severity: "error",
    fix: "Take the names from the list of fields.",
    on: ["aws_flow_log"],
    *check(resource) {
      const format = resource.text("log_format");
      if (format === undefined) return;
      const names = [...format.matchAll(/\$\$?\{([^}]*)\}/g)].map(([, name = ""]) => name);
      if (names.length === 0) yield resource.problem("log_format", "it names no field");
      const wrong = names.find((name) => !FIELDS.has(name));
      if (wrong !== undefined) yield resource.problem("log_format", "no such field", wrong);
    },
  },
];
