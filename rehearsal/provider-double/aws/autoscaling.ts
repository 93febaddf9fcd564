import { byName, type KnownTypes } from "../knowledge";

export const autoscaling: KnownTypes = {
  aws_autoscaling_group: byName("autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}"),
  aws_autoscaling_policy: byName("autoscaling:{region}:{account}:scalingPolicy:{uuid}:policyName/{name}"),
};
