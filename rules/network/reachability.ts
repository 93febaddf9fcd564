import type { Resource } from "../../terraform/block";
import type { Tree } from "../../terraform/tree";

/** Whether a rule of the group, inline or standalone, lets a TCP port in (or out); an unknown port counts as open. */
export function opens(group: Resource, port: number, tree: Tree, direction: "ingress" | "egress" = "ingress"): boolean {
  const ruleTypes = [`aws_vpc_security_group_${direction}_rule`, "aws_security_group_rule"];
  const standalone = tree.referring(group, "security_group_id", ...ruleTypes);
  return [...group.blocks(direction), ...standalone].some((rule) => {
    if (rule.has("type") && rule.text("type") !== direction) return false;
    const protocol = rule.text("ip_protocol") ?? rule.text("protocol");
    const from = rule.number("from_port");
    const to = rule.number("to_port") ?? from;
    return protocol === "-1" || from === undefined || to === undefined || (from <= port && port <= to);
  });
}
