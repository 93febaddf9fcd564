import { byArn, type KnownTypes, text } from "../knowledge";

export const ecs: KnownTypes = {
  aws_ecs_cluster: { ...byArn("ecs:{region}:{account}:cluster/{name}"), replacedBy: ["name"] },
  aws_ecs_capacity_provider: byArn("ecs:{region}:{account}:capacity-provider/{name}"),
  aws_ecs_cluster_capacity_providers: { id: "{cluster_name}" },
  aws_ecs_service: {
    ...byArn("ecs:{region}:{account}:service/{cluster|suffix}/{name}"),
    replacedBy: ["name", "cluster", "launch_type", "scheduling_strategy"],
  },
  aws_ecs_task_definition: {
    id: "{family}",
    arn: "ecs:{region}:{account}:task-definition/{family}:{revision}",
    computed: { arn_without_revision: ({ known }) => text(known.arn).replace(/:\d+$/, "") },
    replacedBy: "any change",
    counted: { attribute: "revision", per: "family", by: "create" },
  },
};
