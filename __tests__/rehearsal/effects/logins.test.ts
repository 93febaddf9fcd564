import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { expect, test } from "vitest";
import { loginRules } from "../../../constructs/load-balancer/login";
import { Logins } from "../../../rehearsal/effects/load-balancer/logins";
import type { ObjectValue } from "../../../rehearsal/provider-double/value";
import { synth } from "../../support/synth";

const login = {
  userPoolArn: "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Ab12Cd34E",
  clientId: "client",
  domain: "editors",
  sessionHours: 8,
};

/** The rules of a site's listener, as the construct makes them, beside the one that forwards. */
function siteWithLogin(): Logins {
  const { all } = synth((stack) => {
    loginRules(stack, { listenerArn: "l", targetGroupArn: "tg", domainNames: ["www.example.com"], login });
  });
  const logins = new Logins();
  const rules = all(LbListenerRule) as ObjectValue[];
  for (const [index, rule] of rules.entries()) logins.obey({ ...rule, arn: `r${index}` });
  logins.obey({ arn: "site", priority: 100, action: [{ type: "forward" }] });
  return logins;
}

const asking = (url: string, cookie = "", method = "GET") => ({ url, cookie, method });

test.each([
  "/wp-admin",
  "/wp-admin/",
  "/wp-admin/options.php?x",
  "/wp-login.php",
  "/shop/wp-admin/",
  "/shop/wp-login.php",
  "/wp-login.php?action=login",
  "/wp-login.php?redirect_to=%2F%3Faction%3Dpostpass",
  "/wp-admin/options.php?action=postpass",
])("a login is asked for before %s, and the page says by whom", (url) => {
  const answer = siteWithLogin().answer(asking(url));
  expect(answer).toMatchObject({ status: 401, headers: { "cache-control": "no-store" } });
  expect(answer?.body).toContain("the user pool of Cognito at editors");
});

test.each([
  "/",
  "/a-post/",
  "/wp-admin/admin-ajax.php",
  "/wp-admin/admin-post.php",
  "/wp-admin/css/login.css",
  "/shop/wp-admin/js/x.js",
  "/wp-json/",
  "/wp-login.php?action=postpass",
  "/shop/wp-login.php?lang=de&action=PostPass",
  "/wp-login.php?action=confirmaction&request_id=1&confirm_key=x",
])("nobody is asked before %s", (url) => {
  expect(siteWithLogin().answer(asking(url))).toBeUndefined();
});

test("the button lets a person on, back to the page that was asked for and to no other site", () => {
  const logins = siteWithLogin();
  const to = (target: string) => `/oauth2/idpresponse?${new URLSearchParams({ to: target })}`;
  const back = logins.answer(asking(to("/wp-admin/?a=b"), "", "POST"));
  expect(back).toMatchObject({ status: 303, headers: { location: "/wp-admin/?a=b" } });
  const [cookie = ""] = (back?.headers["set-cookie"] ?? "").split(";");
  expect(logins.answer(asking("/wp-admin/", `a=b; ${cookie}`))).toBeUndefined();
  expect(logins.answer(asking("/wp-admin/", "AWSELBAuthSessionCookie-0=guess"))).toMatchObject({ status: 401 });
  for (const elsewhere of ["https://evil.example/", "//evil.example/", "/\\evil.example/"]) {
    expect(logins.answer(asking(to(elsewhere), "", "POST"))?.headers.location).toBe("/");
  }
  expect(logins.answer(asking(to("/wp-admin/")))).toMatchObject({ status: 400 });
});

test("an address with quotes stays within the page's form", () => {
  expect(siteWithLogin().answer(asking('/wp-admin/"><script>'))?.body).not.toContain("<script>");
});

test("a rule says what becomes of those who have not logged in, and one that is gone asks nobody", () => {
  const logins = new Logins();
  const rule = (otherwise: string) => ({
    arn: "r",
    priority: 1,
    action: [
      {
        type: "authenticate-oidc",
        authenticate_oidc: [{ issuer: "https://id.example.com", on_unauthenticated_request: otherwise }],
      },
    ],
  });
  expect(logins.obey(rule("deny"))).toBe(true);
  expect(logins.answer(asking("/"))?.body).toContain("Unauthorized");
  logins.obey(rule("authenticate"));
  expect(logins.answer(asking("/"))?.body).toContain("https://id.example.com");
  logins.obey(rule("allow"));
  expect(logins.answer(asking("/"))).toBeUndefined();
  logins.obey(rule("deny"));
  logins.forget("r");
  expect(logins.answer(asking("/"))).toBeUndefined();
});
