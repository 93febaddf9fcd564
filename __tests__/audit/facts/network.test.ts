// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { readFacts } from "../../../audit/facts/facts";
import { isOpen, membersOf, readGroupRules } from "../../../audit/facts/security-groups";
import { subnetTiers } from "../../../audit/facts/tiers";
import { readWaysIn } from "../../../audit/facts/ways-in";
import { threeTiers, treeOf } from "../support/stacks";

test("subnets are public with a route to the internet, private with one through NAT, else isolated", () => {
  const route = (target: object) => ({ route_table_id: "${aws_route_table.T.id}", ...target });
  const tier = (target: object) => {
    const resource = {
      aws_subnet: { S: {} },
      aws_route_table: { T: {} },
      aws_route: { R: route(target) },
      aws_route_table_association: {
        A: { subnet_id: "${aws_subnet.S.id}", route_table_id: "${aws_route_table.T.id}" },
      },
    };
    return [...subnetTiers(treeOf({ net: { resource } })).values()];
  };
  expect(tier({ gateway_id: "igw" })).toEqual(["public"]);
  expect(tier({ nat_gateway_id: "nat" })).toEqual(["private"]);
  expect(tier({ vpc_peering_connection_id: "p" })).toEqual(["isolated"]);
});

test("rules are read wherever they are written", () => {
  const resource = {
    aws_security_group: {
      A: { ingress: [{ from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["0.0.0.0/0", "10.0.0.0/8"] }] },
    },
    aws_security_group_rule: {
      B: { type: "egress", security_group_id: "${aws_security_group.A.id}", protocol: "-1", cidr_blocks: ["::/0"] },
    },
  };
  const rules = readGroupRules(treeOf({ net: { resource } }));
  expect(rules.map(({ direction, peer, ports }) => [direction, peer, ports])).toEqual([
    ["out", "::/0", "all traffic"],
    ["in", "0.0.0.0/0", "22/tcp"],
    ["in", "10.0.0.0/8", "22/tcp"],
  ]);
  expect(rules.filter(isOpen)).toHaveLength(1);
});

test("members are found through every argument that takes security groups", () => {
  const { tree } = readFacts(threeTiers());
  const members = tree.all("aws_security_group").map((group) => membersOf(tree, group).map(({ type }) => type));
  expect(members).toEqual([["aws_db_instance"], ["aws_lb"], ["aws_ecs_service"]]);
});

test("an open load balancer is the only way in", () => {
  const { tree } = readFacts(threeTiers());
  const ways = readWaysIn(tree, readGroupRules(tree));
  expect(ways.map(({ resource, ports }) => [resource.address, ports])).toEqual([["aws_lb.Web", "443/tcp"]]);
});

test("a gate before some paths is named among what guards a way in", () => {
  const resource = {
    aws_wafv2_ip_set: { Office: { addresses: ["203.0.113.0/24", "198.51.100.7/32"] } },
    aws_wafv2_web_acl: {
      Gate: { rule: [{ statement: [{ ip_set_reference_statement: [{ arn: "${aws_wafv2_ip_set.Office.arn}" }] }] }] },
      Plain: { rule: [] },
    },
    aws_cloudfront_distribution: {
      Gated: { web_acl_id: "${aws_wafv2_web_acl.Gate.arn}" },
      Guarded: { web_acl_id: "${aws_wafv2_web_acl.Plain.arn}" },
      Open: {},
    },
    aws_security_group: { Lb: {} },
    aws_lb: { Web: { internal: false, security_groups: ["${aws_security_group.Lb.id}"] } },
    aws_wafv2_web_acl_association: {
      A: { resource_arn: "${aws_lb.Web.arn}", web_acl_arn: "${aws_wafv2_web_acl.Gate.arn}" },
    },
    aws_lb_listener: { Https: { load_balancer_arn: "${aws_lb.Web.arn}", protocol: "HTTPS", port: 443 } },
    aws_lb_listener_rule: {
      Login: {
        listener_arn: "${aws_lb_listener.Https.arn}",
        condition: [{ path_pattern: [{ values: ["/wp-admin/*", "*/wp-login.php"] }] }],
        action: [{ type: "authenticate-cognito" }, { type: "forward" }],
      },
      Forward: { listener_arn: "${aws_lb_listener.Https.arn}", action: [{ type: "forward" }] },
    },
    aws_vpc_security_group_ingress_rule: {
      R: {
        security_group_id: "${aws_security_group.Lb.id}",
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
        cidr_ipv4: "0.0.0.0/0",
      },
    },
  };
  const tree = treeOf({ edge: { resource } });
  const guards = new Map(
    readWaysIn(tree, readGroupRules(tree)).map(({ resource: { address }, guards }) => [address, guards]),
  );
  const gate = "WAF, by addresses for some paths: 203.0.113.0/24, 198.51.100.7/32";
  expect(guards.get("aws_cloudfront_distribution.Gated")).toEqual([gate, "TLS"]);
  expect(guards.get("aws_cloudfront_distribution.Guarded")).toEqual(["WAF", "TLS"]);
  expect(guards.get("aws_cloudfront_distribution.Open")).toEqual(["no WAF", "TLS"]);
  expect(guards.get("aws_lb.Web")).toEqual([
    gate,
    "TLS on 443",
    "a login at the load balancer before /wp-admin/*, */wp-login.php",
  ]);
});

test("a database with a public address and an open bucket are ways in", () => {
  const resource = { aws_db_instance: { D: { publicly_accessible: true } }, aws_s3_bucket: { B: {} } };
  const ways = readWaysIn(treeOf({ data: { resource } }), []);
  expect(ways.map(({ resource: { type }, verdict }) => [type, verdict.tone])).toEqual([
    ["aws_db_instance", "bad"],
    ["aws_s3_bucket", "warn"],
  ]);
});
