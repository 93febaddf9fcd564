import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule, type LbListenerRuleConfig } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { type Login, loginRules } from "./login";

export interface ListenerProps {
  /**
   * Certificate of `domainNames`, issued: take it from the validation, or the listener is refused.
   * @default - plain HTTP
   */
  readonly certificateArn?: string;
  /** Names of the site; other hosts get a 404 over HTTPS. Goes with `certificateArn`. @default - any host */
  readonly domainNames?: readonly string[];
  /** Further names, whose visitors are sent to the first of `domainNames`, with path and query. @default - none */
  readonly redirectedNames?: readonly string[];
  /** Asks for a login before wp-admin. Goes with `certificateArn`, and without `twoTargetGroups`. @default - asks nobody */
  readonly login?: Login;
  /** Seconds a browser keeps to HTTPS after a visit (Strict-Transport-Security); 0 sends no header. @default 31536000 */
  readonly hstsSeconds?: number;
  /** Port 80 sends to HTTPS; false leaves it closed, where CloudFront has done so before. @default true */
  readonly redirectHttp?: boolean;
}

interface Arns {
  readonly loadBalancerArn: string;
  readonly targetGroupArn: string;
  /** Second target group, between which and the first ECS shifts the requests. @default - nobody shifts */
  readonly alternateTargetGroupArn?: string;
}

export interface Listeners {
  /** Listeners and rules that use the target group. */
  readonly ready: ITerraformDependable[];
  /** The rule that forwards every request, when there is exactly one: ECS shifts requests by a rule. */
  readonly productionRuleArn: string | undefined;
}

/** A rule takes five condition values in all ("Quotas for your Application Load Balancers"). */
const VALUES_PER_RULE = 5;

const NOT_FOUND = {
  type: "fixed-response",
  fixedResponse: { contentType: "text/plain", statusCode: "404", messageBody: "" },
};

/** Port 80, which hands every request to the targets; by a rule where ECS shifts them, since it takes no listener. */
export function httpListener(scope: Construct, _props: ListenerProps, arns: Arns): Listeners {
  const shifted = arns.alternateTargetGroupArn !== undefined;
  const http = new LbListener(scope, "Http", {
    loadBalancerArn: arns.loadBalancerArn,
    port: 80,
    protocol: "HTTP",
    routingHttpResponseServerEnabled: false,
    defaultAction: [shifted ? NOT_FOUND : { type: "forward", targetGroupArn: arns.targetGroupArn }],
  });
  const plain = "Reached by HTTP at the load balancer's own name; HTTPS comes with site.domain.";
  acceptFindings(http, { CKV_AWS_2: plain, CKV_AWS_103: plain });
  if (!shifted) return { ready: [http], productionRuleArn: undefined };
  const rule = forwardingRule(scope, "Everything", arns, {
    listenerArn: http.arn,
    priority: 100,
    condition: [{ pathPattern: { values: ["/*"] } }],
  });
  return { ready: [http, rule], productionRuleArn: rule.arn };
}

/** Once ECS shifts requests, the weights are its own, and a plan must not move them back. */
function forwardingRule(
  scope: Construct,
  id: string,
  { targetGroupArn, alternateTargetGroupArn }: Arns,
  rule: Pick<LbListenerRuleConfig, "listenerArn" | "priority" | "condition">,
): LbListenerRule {
  if (alternateTargetGroupArn === undefined) {
    return new LbListenerRule(scope, id, { ...rule, action: [{ type: "forward", targetGroupArn }] });
  }
  const targetGroup = [
    { arn: targetGroupArn, weight: 100 },
    { arn: alternateTargetGroupArn, weight: 0 },
  ];
  return new LbListenerRule(scope, id, {
    ...rule,
    action: [{ type: "forward", forward: { targetGroup } }],
    lifecycle: { ignoreChanges: ["action"] },
  });
}

/** Port 443, which hands the site's own hosts to the targets, and port 80, which sends to it. */
export function httpsListeners(scope: Construct, props: ListenerProps, arns: Arns): Listeners {
  const { certificateArn, domainNames = [], redirectedNames = [], hstsSeconds = 31536000, redirectHttp = true } = props;
  if (!Number.isInteger(hstsSeconds) || hstsSeconds < 0) {
    throw new Error(`${scope.node.path}: hstsSeconds must be a whole number of 0 or more, got ${hstsSeconds}`);
  }
  const http = redirectHttp ? [redirectListener(scope, arns)] : [];
  const https = new LbListener(scope, "Https", {
    loadBalancerArn: arns.loadBalancerArn,
    port: 443,
    protocol: "HTTPS",
    certificateArn,
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    routingHttpResponseServerEnabled: false,
    routingHttpResponseStrictTransportSecurityHeaderValue: hstsSeconds > 0 ? `max-age=${hstsSeconds}` : undefined,
    defaultAction: [NOT_FOUND],
  });
  const rules = chunks(domainNames, VALUES_PER_RULE).map((values, index) =>
    forwardingRule(scope, `Hosts${index}`, arns, {
      listenerArn: https.arn,
      priority: 100 + index,
      condition: [{ hostHeader: { values } }],
    }),
  );
  if (arns.alternateTargetGroupArn !== undefined && rules.length > 1) {
    throw new Error(
      `${scope.node.path}: domainNames must be ${VALUES_PER_RULE} or fewer with twoTargetGroups, since ECS shifts the requests of one rule, got ${domainNames.length}`,
    );
  }
  for (const [index, values] of chunks(redirectedNames, VALUES_PER_RULE).entries()) {
    redirectRule(scope, `Redirects${index}`, domainNames[0] ?? "", {
      listenerArn: https.arn,
      // After the site's own names: `*.example.com` matches www.example.com too.
      priority: 200 + index,
      condition: [{ hostHeader: { values } }],
    });
  }
  const logins =
    props.login === undefined
      ? []
      : loginRules(scope, {
          listenerArn: https.arn,
          targetGroupArn: arns.targetGroupArn,
          domainNames,
          login: props.login,
        });
  return { ready: [...http, https, ...rules, ...logins], productionRuleArn: rules[0]?.arn };
}

/** Sends to `host`: the path and the query stay as they are. */
function redirectRule(
  scope: Construct,
  id: string,
  host: string,
  rule: Pick<LbListenerRuleConfig, "listenerArn" | "priority" | "condition">,
): LbListenerRule {
  const redirect = {
    ...{ protocol: "HTTPS", host, port: "443", path: "/#{path}", query: "#{query}" },
    statusCode: "HTTP_301",
  };
  return new LbListenerRule(scope, id, { ...rule, action: [{ type: "redirect", redirect }] });
}

function redirectListener(scope: Construct, { loadBalancerArn }: Arns): LbListener {
  return new LbListener(scope, "Http", {
    loadBalancerArn,
    port: 80,
    protocol: "HTTP",
    routingHttpResponseServerEnabled: false,
    defaultAction: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }],
  });
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
