import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";

export interface ListenerProps {
  /**
   * Certificate of `domainNames`, issued: take it from the validation, or the listener is refused.
   * @default - plain HTTP
   */
  readonly certificateArn?: string;
  /** Names of the site; other hosts get a 404 over HTTPS. Goes with `certificateArn`. @default - any host */
  readonly domainNames?: readonly string[];
  /** Seconds a browser keeps to HTTPS after a visit (Strict-Transport-Security); 0 sends no header. @default 31536000 */
  readonly hstsSeconds?: number;
  /** Port 80 sends to HTTPS; false leaves it closed, where CloudFront has done so before. @default true */
  readonly redirectHttp?: boolean;
}

interface Arns {
  readonly loadBalancerArn: string;
  readonly targetGroupArn: string;
}

/** A rule takes five condition values in all ("Quotas for your Application Load Balancers"). */
const valuesPerRule = 5;

/** Port 80, which hands every request to the targets. */
export function httpListener(scope: Construct, _props: ListenerProps, arns: Arns): ITerraformDependable[] {
  return [
    new LbListener(scope, "Http", {
      loadBalancerArn: arns.loadBalancerArn,
      port: 80,
      protocol: "HTTP",
      routingHttpResponseServerEnabled: false,
      defaultAction: [{ type: "forward", targetGroupArn: arns.targetGroupArn }],
    }),
  ];
}

/** Port 443, which hands the site's own hosts to the targets, and port 80, which sends to it. */
export function httpsListeners(scope: Construct, props: ListenerProps, arns: Arns): ITerraformDependable[] {
  const { certificateArn, domainNames = [], hstsSeconds = 31536000, redirectHttp = true } = props;
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
    defaultAction: [
      { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404", messageBody: "" } },
    ],
  });
  const rules = chunks(domainNames, valuesPerRule).map(
    (values, index) =>
      new LbListenerRule(scope, `Hosts${index}`, {
        listenerArn: https.arn,
        priority: 100 + index,
        condition: [{ hostHeader: { values } }],
        action: [{ type: "forward", targetGroupArn: arns.targetGroupArn }],
      }),
  );
  return [...http, https, ...rules];
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
