import { instanceTypes, isInstanceType } from "../../aws/ec2/families";
import { nearest } from "../../aws/nearest";
import type { Block, Finding } from "../../terraform/block";
import type { Rule } from "../rule";

export const instanceTypeRules: readonly Rule[] = [
  {
    id: "instance-type-exists",
    trap: 47,
    title: "An instance type is one that EC2 has",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceTypeInfo.html",
    severity: "error",
    fix: "Name a type that exists; npm run aws-data brings in those that are newer than the kept list.",
    on: [
      "aws_autoscaling_group",
      "aws_ec2_capacity_reservation",
      "aws_eks_node_group",
      "aws_instance",
      "aws_launch_configuration",
      "aws_launch_template",
      "aws_spot_instance_request",
    ],
    *check(resource) {
      yield* unknownTypes(resource);
      for (const mixed of resource.blocks("mixed_instances_policy"))
        for (const template of mixed.blocks("launch_template"))
          for (const override of template.blocks("override")) yield* unknownTypes(override);
    },
  },
];

function* unknownTypes(block: Block): Iterable<Finding> {
  for (const attribute of ["instance_type", "instance_types"]) {
    if (!block.has(attribute)) continue;
    const value = block.json[attribute];
    const names = Array.isArray(value) ? block.texts(attribute) : [block.text(attribute)];
    const wrong = names.find((name) => name !== undefined && !isInstanceType(name));
    if (wrong !== undefined) yield block.problem(attribute, suggestion(wrong), wrong);
  }
}

function suggestion(name: string): string | undefined {
  const all = Object.entries(instanceTypes()).flatMap(([family, sizes]) =>
    sizes.split(" ").map((size) => `${family}.${size}`),
  );
  const near = nearest(name, all);
  return near && `is it ${near}?`;
}
