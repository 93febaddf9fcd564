import { wildcard } from "../../../aws/wildcard";
import { blocksOf, type ObjectValue, type Value } from "../../provider-double/value";

/** A listener's rule that sends visitors of some hosts elsewhere. */
export interface Redirect {
  readonly priority: number;
  /** Host names, with `*` for any characters. */
  readonly hosts: readonly string[];
  readonly status: number;
  readonly protocol: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** The hosts that a rule's conditions name. */
export function hostsOf(conditions: Value | undefined): string[] {
  return blocksOf(conditions)
    .flatMap(({ host_header: header }) => blocksOf(header))
    .flatMap(({ values }) => (Array.isArray(values) ? values.map(String) : []));
}

/** What a rule redirects; undefined when it does something else. Source: ELBv2 API, RedirectActionConfig. */
export function redirectOf(rule: ObjectValue): Redirect | undefined {
  const action = blocksOf(rule.action).find(({ type }) => type === "redirect");
  const [to] = blocksOf(action?.redirect);
  if (to === undefined) return undefined;
  const text = (value: Value | undefined, otherwise: string) =>
    typeof value === "string" && value ? value : otherwise;
  return {
    priority: Number(rule.priority ?? 0),
    hosts: hostsOf(rule.condition),
    status: to.status_code === "HTTP_302" ? 302 : 301,
    protocol: text(to.protocol, "#{protocol}").toLowerCase(),
    host: text(to.host, "#{host}"),
    path: text(to.path, "/#{path}"),
    query: text(to.query, "#{query}"),
  };
}

/** Whether a host is one that a condition's value names; capitals do not count. */
export function matchesHost(pattern: string, host: string): boolean {
  return wildcard(pattern, "i").test(host);
}

/** The address that a request is sent to: what the rule leaves open is as the visitor asked. */
export function locationOf(redirect: Redirect, asked: { readonly host: string; readonly url: string }): string {
  const [path = "/", query = ""] = asked.url.split(/\?(.*)/s);
  const fill = (text: string) =>
    text.replaceAll("#{host}", asked.host).replaceAll("#{path}", path.slice(1)).replaceAll("#{query}", query);
  const filled = fill(redirect.query);
  return `${redirect.protocol}://${fill(redirect.host)}${fill(redirect.path)}${filled ? `?${filled}` : ""}`;
}
