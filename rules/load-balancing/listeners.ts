import type { Block, Finding } from "../../terraform/block";
import { repeated } from "../forms";
import type { Rule } from "../rule";

const LISTENER_GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html";
const PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources";

/** What each action type must bring along. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  forward: ["target_group_arn", "forward"],
  redirect: ["redirect"],
  "fixed-response": ["fixed_response"],
  "authenticate-cognito": ["authenticate_cognito"],
  "authenticate-oidc": ["authenticate_oidc"],
};

export const listenerRules: readonly Rule[] = [
  {
    id: "listener-certificate",
    trap: 11,
    title: "A HTTPS or TLS listener needs a certificate",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
    severity: "error",
    fix: "Set certificate_arn to a certificate of the load balancer's region.",
    on: ["aws_lb_listener"],
    *check(resource) {
      const protocol = resource.text("protocol");
      const secure = protocol === "HTTPS" || protocol === "TLS";
      if (secure && !resource.has("certificate_arn")) yield resource.problem("certificate_arn");
      if (protocol === "HTTP" && resource.has("certificate_arn"))
        yield resource.problem("certificate_arn", "the protocol is HTTP");
    },
  },
  {
    id: "certificate-validated",
    trap: 11,
    title: "A certificate is used only after its validation",
    source: `${PROVIDER}/acm_certificate_validation`,
    severity: "error",
    fix: "Take the ARN from aws_acm_certificate_validation.certificate_arn instead of from the certificate.",
    on: ["aws_lb_listener", "aws_lb_listener_certificate", "aws_cloudfront_distribution"],
    *check(resource) {
      const viewer = resource.block("viewer_certificate");
      const uses: [Block, string][] = viewer ? [[viewer, "acm_certificate_arn"]] : [[resource, "certificate_arn"]];
      for (const [block, attribute] of uses) {
        const certificate = block.follow(attribute);
        if (
          certificate?.mode === "resource" &&
          certificate.type === "aws_acm_certificate" &&
          certificate.has("validation_method")
        ) {
          yield block.problem(attribute, "the certificate may still be PENDING_VALIDATION");
        }
      }
    },
  },
  {
    id: "listener-rule-conditions",
    trap: 13,
    title: "A listener rule has one to five condition values in all",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
    severity: "error",
    fix: "Spread the values over several rules that forward to the same target group.",
    on: ["aws_lb_listener_rule"],
    *check(resource) {
      const count = resource.blocks("condition").flatMap(conditionValues).length;
      if (count > 5) yield resource.problem("condition", `${count} values`);
    },
  },
  {
    id: "listener-rule-priority",
    trap: 13,
    title: "A listener rule's priority is 1 to 50000 and is used once on a listener",
    source: LISTENER_GUIDE,
    severity: "error",
    fix: "Give every rule of a listener its own priority.",
    on: ["aws_lb_listener", "aws_lb_listener_rule"],
    *check(resource, tree) {
      const priority = resource.number("priority");
      if (priority !== undefined && (priority < 1 || priority > 50_000)) yield resource.problem("priority");
      if (resource.type !== "aws_lb_listener") return;
      const rules = tree.referring(resource, "listener_arn", "aws_lb_listener_rule");
      const twice = repeated(rules.flatMap((rule) => rule.number("priority") ?? []));
      for (const rule of rules) {
        const own = rule.number("priority");
        if (own !== undefined && twice.includes(own))
          yield rule.problem("priority", `${resource.address} has it twice`);
      }
    },
  },
  {
    id: "listener-action",
    trap: 14,
    title: "A listener action brings the block or the target of its type",
    source: `${PROVIDER}/lb_listener#default_action`,
    severity: "error",
    fix: "Add the block that belongs to the action's type.",
    on: ["aws_lb_listener", "aws_lb_listener_rule"],
    *check(resource) {
      for (const action of [...resource.blocks("default_action"), ...resource.blocks("action")])
        yield* incomplete(action);
    },
  },
];

function* incomplete(action: Block): Iterable<Finding> {
  const wanted = NEEDED[action.text("type") ?? ""];
  if (wanted && !wanted.some((name) => action.has(name))) yield action.problem("type", `needs ${wanted.join(" or ")}`);
}

function conditionValues(condition: Block): unknown[] {
  return ["host_header", "path_pattern", "http_header", "http_request_method", "query_string", "source_ip"].flatMap(
    (name) =>
      condition.blocks(name).flatMap((block) => (name === "query_string" ? [block] : (block.list("values") ?? []))),
  );
}
