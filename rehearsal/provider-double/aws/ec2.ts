import { byEc2Id, type KnownTypes } from "../knowledge";
import { taken } from "../refusal";

export const ec2: KnownTypes = {
  aws_instance: byEc2Id("i", "instance"),
  aws_launch_template: {
    ...byEc2Id("lt", "launch-template"),
    computed: { latest_version: () => 1, default_version: () => 1 },
    renewed: ["latest_version"],
    refuses: [
      taken(
        "EC2: CreateLaunchTemplate",
        "InvalidLaunchTemplateName.AlreadyExistsException",
        ["name"],
        () => "Launch template name already in use.",
        { source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html" },
      ),
    ],
    counted: { attribute: "latest_version", per: "id", by: "update" },
  },
  aws_ebs_volume: byEc2Id("vol", "volume"),
  aws_network_interface: byEc2Id("eni", "network-interface"),
  aws_ami: byEc2Id("ami", "image"),
  aws_launch_configuration: { replacedBy: "any change" },
};
