import type { Block, Resource, Rule } from "../rule";

/** What a redirect keeps unless it says otherwise. */
const KEPT = { host: "#{host}", path: "/#{path}", port: "#{port}", protocol: "#{protocol}" } as const;

/** Whether a redirect sends to where the request came from; undefined while nobody knows. */
function staysThere(redirect: Block, listener: Resource | undefined): boolean | undefined {
  const part = (name: keyof typeof KEPT) => redirect.textOr(name, KEPT[name]);
  const own = { port: listener?.text("port"), protocol: listener?.textOr("protocol", "HTTP") };
  const stays = (Object.keys(KEPT) as (keyof typeof KEPT)[]).map((name) => {
    const given = part(name);
    if (given === undefined || given === KEPT[name]) return given && true;
    const here = name === "port" || name === "protocol" ? own[name] : undefined;
    return name === "host" || name === "path" ? false : here === undefined ? undefined : here === given;
  });
  if (stays.includes(false)) return false;
  return stays.includes(undefined) ? undefined : true;
}

export const redirectRules: readonly Rule[] = [
  {
    id: "listener-redirect",
    trap: 14,
    title: "A redirect changes protocol, port, host or path: else it leads to itself without end",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html",
    severity: "error",
    fix: 'Redirect to protocol = "HTTPS" and port = "443".',
    on: ["aws_lb_listener", "aws_lb_listener_rule"],
    *check(resource) {
      const isRule = resource.type === "aws_lb_listener_rule";
      const listener = isRule ? resource.follow("listener_arn") : resource;
      for (const action of resource.blocks(isRule ? "action" : "default_action"))
        for (const redirect of action.blocks("redirect"))
          if (staysThere(redirect, listener)) yield redirect.problem("protocol", "the request is sent to itself");
    },
  },
];
