import { Wafv2IpSet } from "@cdktf/provider-aws/lib/wafv2-ip-set";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { expect, test } from "vitest";
import { WebAcl } from "../../../constructs/edge/web-acl";
import { WebAclRules } from "../../../rehearsal/effects/load-balancer/web-acl";
import { Inventory } from "../../../rehearsal/provider-double/inventory";
import type { ObjectValue } from "../../../rehearsal/provider-double/value";
import { webAclProps } from "../../support/default-props";
import { synth } from "../../support/synth";

/** The web ACL that the construct makes with these addresses, as an account has it. */
function gate(adminAddresses: { ipv4: string[]; ipv6: string[] }): WebAclRules {
  const { all, byId } = synth((stack) => {
    new WebAcl(stack, "WebAcl", { name: "site", scope: "REGIONAL", ...webAclProps, adminAddresses });
  });
  const inventory = new Inventory();
  for (const [id, set] of Object.entries(byId(Wafv2IpSet))) {
    inventory.put("aws_wafv2_ip_set", { ...(set as ObjectValue), arn: `\${aws_wafv2_ip_set.${id}.arn}` });
  }
  return new WebAclRules(all(Wafv2WebAcl)[0] as ObjectValue, inventory);
}

const office = gate({ ipv4: ["203.0.113.0/24", "198.51.100.7/32"], ipv6: ["2001:db8:1::/48"] });
const refused = (url: string, address = "192.0.2.1", rules = office) => rules.refusing({ method: "GET", url, address });

test.each([
  "/wp-admin",
  "/wp-admin/",
  "/wp-admin/options.php?page=x",
  "/wp-login.php",
  "/wp-login.php?action=login",
  "/wp-login.php?action=postpass&action=login",
  "/wp-login.php?action=Postpass",
  "/wp-login.php?action=confirmaction&request_id=1",
  "/wp%2dlogin.php?action=postpass",
  "/wp-admin/options.php?action=postpass",
  "/shop/wp-admin/",
  "/shop/wp-login.php",
  "/%77p-admin/",
  "/wp%2dlogin.php",
  "//wp-admin/",
  "/x/../wp-login.php",
  "/wp-admin/js/../options.php",
  "/wp-admin/admin-ajax.php/../options.php",
])("a stranger does not come to %s", (url) => {
  expect(refused(url)).toEqual({ rule: "AdminGate", status: 403 });
  expect(refused(url, "2001:db8:2::1")).toEqual({ rule: "AdminGate", status: 403 });
});

test.each([
  "/",
  "/wp-administration-of-a-town/",
  "/how-to-use-wp-login.php-well/",
  "/?redirect=/wp-admin/",
  "/wp-json/wp/v2/posts",
  "/xmlrpc.php",
  "/wp-admin/admin-ajax.php?action=x",
  "/shop/wp-admin/admin-post.php",
  "/wp-admin/js/password-strength-meter.min.js?ver=6",
  "/wp-content/uploads/a.jpg",
  "/wp-login.php?action=postpass",
  "/shop/wp-login.php?action=postpass",
  "/wp-login.php?action=confirmaction&request_id=12&confirm_key=Ab3",
])("anybody comes to %s", (url) => {
  expect(refused(url)).toBeUndefined();
});

test("the addresses that are named come in by either family", () => {
  for (const address of ["203.0.113.200", "198.51.100.7", "2001:db8:1:ffff::1"]) {
    expect(refused("/wp-login.php", address)).toBeUndefined();
  }
  expect(refused("/wp-login.php", "198.51.100.8")).toBeDefined();
});

test("without addresses of a family nobody of it comes in", () => {
  const noIpv6 = gate({ ipv4: ["203.0.113.0/24"], ipv6: [] });
  expect(refused("/wp-admin/", "203.0.113.1", noIpv6)).toBeUndefined();
  expect(refused("/wp-admin/", "2001:db8:1::1", noIpv6)).toBeDefined();
});

test("this machine comes in, and what only AWS can judge refuses nothing", () => {
  expect(refused("/wp-admin/", "127.0.0.1")).toBeUndefined();
  expect(refused("/wp-admin/", "127.0.0.2")).toBeDefined();
  expect(office.judged).toEqual(["AdminGate"]);
  expect(office.unjudged).toEqual(expect.arrayContaining(["Logins", "CommonRuleSet", "BodiesAndQueries"]));
});

test("a rule that only counts refuses nothing, and one of one's own is judged by its method", () => {
  const own = (action: ObjectValue) =>
    new WebAclRules(
      {
        rule: [
          {
            name: "Deletes",
            priority: 0,
            action: [action],
            statement: [
              {
                or_statement: [
                  {
                    statement: [
                      {
                        byte_match_statement: [
                          {
                            field_to_match: [{ method: [{}] }],
                            positional_constraint: "EXACTLY",
                            search_string: "DELETE",
                            text_transformation: [{ priority: 0, type: "NONE" }],
                          },
                        ],
                      },
                      {
                        byte_match_statement: [
                          {
                            field_to_match: [{ uri_path: [{}] }],
                            positional_constraint: "STARTS_WITH",
                            search_string: "/closed",
                            text_transformation: [{ priority: 0, type: "LOWERCASE" }],
                          },
                        ],
                      },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
      new Inventory(),
    );
  const request = { method: "DELETE", url: "/", address: "192.0.2.1" };
  expect(own({ count: [{}] }).refusing(request)).toBeUndefined();
  const blocks = own({ block: [{ custom_response: [{ response_code: 405 }] }] });
  expect(blocks.refusing(request)).toEqual({ rule: "Deletes", status: 405 });
  expect(blocks.refusing({ ...request, method: "GET", url: "/CLOSED/x" })).toBeDefined();
  expect(blocks.refusing({ ...request, method: "GET" })).toBeUndefined();
});
