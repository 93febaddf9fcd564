// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import type { JsonObject } from "../../terraform/json";
import { groupRules, opens } from "../../terraform/security-groups";
import { Tree } from "../../terraform/tree";

const GROUP = "${aws_security_group.G.id}";
const treeOf = (resource: JsonObject, own: JsonObject = {}) =>
  new Tree({ s: { locals: { port: 8080 }, resource: { aws_security_group: { G: own }, ...resource } } });

test("a rule is read wherever it is written, its ports through constants too", () => {
  const tree = treeOf(
    {
      aws_vpc_security_group_ingress_rule: {
        A: { security_group_id: GROUP, ip_protocol: "tcp", from_port: "${local.port}" },
      },
      aws_vpc_security_group_egress_rule: { B: { security_group_id: GROUP, ip_protocol: "-1" } },
      aws_security_group_rule: {
        C: { security_group_id: GROUP, type: "egress", protocol: "17", from_port: 53, to_port: 53 },
      },
    },
    { ingress: { protocol: "icmp", from_port: 8, to_port: 0 }, egress: [{ protocol: "all" }] },
  );
  expect(groupRules(tree).map(({ direction, protocol, range }) => [direction, protocol, range])).toEqual([
    ["in", "tcp", [8080, 8080]],
    ["out", "-1", [0, 65_535]],
    ["out", "udp", [53, 53]],
    ["in", "icmp", undefined],
    ["out", "-1", [0, 65_535]],
  ]);
});

test.each([
  [{ from_port: 3306, to_port: 3306 }, true],
  [{ from_port: 3300, to_port: 3310 }, true],
  [{ from_port: "${data.x_y.z.port}" }, true],
  [{ from_port: 443, to_port: 443 }, false],
])("whether %j opens 3306 is %s", (ports, open) => {
  const rule = { security_group_id: GROUP, ip_protocol: "tcp", ...ports };
  const tree = treeOf({ aws_vpc_security_group_ingress_rule: { R: rule } });
  const [own] = tree.all("aws_security_group");
  expect(own && opens(own, 3306, tree)).toBe(open);
  expect(own && opens(own, 3306, tree, "out")).toBe(false);
});
