import { TLS_POLICIES } from "../../aws/elb/tls-policies";
import type { Rule } from "../rule";

export const tlsRules: readonly Rule[] = [
  {
    id: "listener-tls-policy",
    trap: 11,
    title: "A listener's TLS policy exists, and the listener speaks TLS",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    severity: "error",
    fix: "Take ELBSecurityPolicy-TLS13-1-2-2021-06.",
    on: ["aws_lb_listener"],
    *check(resource) {
      const policy = resource.text("ssl_policy");
      const protocol = resource.textOr("protocol", "HTTP");
      if (policy === undefined || policy === "") return;
      if (!TLS_POLICIES.includes(policy)) yield resource.problem("ssl_policy", "no such policy");
      else if (protocol !== undefined && protocol !== "HTTPS" && protocol !== "TLS")
        yield resource.problem("ssl_policy", `the protocol is ${protocol}`);
    },
  },
  {
    id: "load-balancer-protocol",
    trap: 79,
    title: "An application load balancer listens by HTTP and HTTPS, a network load balancer by TCP, UDP and TLS",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
    severity: "error",
    fix: "Change the protocol or load_balancer_type.",
    on: ["aws_lb_listener"],
    *check(resource) {
      const balancer = resource.follow("load_balancer_arn");
      const protocol = resource.text("protocol");
      if (balancer?.type !== "aws_lb" || protocol === undefined) return;
      const type = balancer.textOr("load_balancer_type", "application");
      const isHttp = protocol === "HTTP" || protocol === "HTTPS";
      if ((type === "application" && !isHttp) || (type === "network" && isHttp))
        yield resource.problem("protocol", `${balancer.address} is of type ${type}`);
      for (const action of resource.blocks("default_action")) {
        const group = action.follow("target_group_arn");
        const spoken = group?.type === "aws_lb_target_group" ? group.text("protocol") : undefined;
        const isHttpGroup = spoken === "HTTP" || spoken === "HTTPS";
        if (spoken !== undefined && (type === "application" ? !isHttpGroup : type === "network" && isHttpGroup))
          yield action.problem("target_group_arn", `${group?.address} speaks ${spoken}`);
      }
    },
  },
];
