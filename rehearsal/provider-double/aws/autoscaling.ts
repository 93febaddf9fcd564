import { byName, type KnownTypes } from "../knowledge";
import { mentions, taken } from "../refusal";
import { blocksOf } from "../value";

const MANAGED = "AmazonECSManaged";

export const autoscaling: KnownTypes = {
  aws_autoscaling_group: {
    ...byName("autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}"),
    refuses: [
      taken(
        "Auto Scaling: CreateAutoScalingGroup",
        "AlreadyExists",
        ["name"],
        ({ state }) =>
          `AutoScalingGroup by this name already exists - A group with the name ${state.name} already exists`,
      ),
    ],
    // ECS tags the group of a capacity provider: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
    returned: (state, inventory) => {
      const tags = blocksOf(state.tag);
      const managed = inventory
        .all("aws_ecs_capacity_provider")
        .some((one) => mentions(one.auto_scaling_group_provider, state.arn));
      if (!managed || tags.some(({ key }) => key === MANAGED)) return state;
      return { ...state, tag: [...tags, { key: MANAGED, value: "", propagate_at_launch: true }] };
    },
  },
  aws_autoscaling_policy: byName("autoscaling:{region}:{account}:scalingPolicy:{uuid}:policyName/{name}"),
};
