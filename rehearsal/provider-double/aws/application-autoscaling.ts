import { byName, type KnownTypes } from "../knowledge";

export const applicationAutoscaling: KnownTypes = {
  aws_appautoscaling_target: {
    id: "{resource_id}",
    arn: "application-autoscaling:{region}:{account}:scalable-target/{hex16}",
  },
  aws_appautoscaling_policy: byName(
    "autoscaling:{region}:{account}:scalingPolicy:{uuid}:resource/{service_namespace}/{resource_id}:policyName/{name}",
  ),
};
