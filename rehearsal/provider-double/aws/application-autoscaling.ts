import { byName, type KnownTypes } from "../knowledge";
import { quota } from "../refusal";

export const applicationAutoscaling: KnownTypes = {
  aws_appautoscaling_target: {
    id: "{resource_id}",
    arn: "application-autoscaling:{region}:{account}:scalable-target/{hex16}",
    refuses: "RegisterScalableTarget changes the target that is there, and its policies go with it.",
  },
  aws_appautoscaling_policy: {
    ...byName(
      "autoscaling:{region}:{account}:scalingPolicy:{uuid}:resource/{service_namespace}/{resource_id}:policyName/{name}",
    ),
    refuses: [
      quota(
        "Application Auto Scaling: PutScalingPolicy",
        "LimitExceededException",
        50,
        "The number of scaling policies exceeds the limit for the scalable target.",
        {
          per: "resource_id",
          source: "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-limits.html",
        },
      ),
    ],
  },
};
