import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { expect, test } from "vitest";
import { Alias, type AliasProps } from "../../../constructs/load-balancer/alias";
import { synth } from "../../support/synth";

const target = { dnsName: "site-1.eu-west-1.elb.amazonaws.com", zoneId: "Z32O12XQLNTSW2" };
const records = (props: Partial<AliasProps> = {}) =>
  synth((stack) => new Alias(stack, "Alias", { zone: { id: "Z1" }, names: ["example.com"], target, ...props })).all(
    Route53Record,
  );

test("leads each name to the target, over IPv4 and IPv6", () => {
  const found = records({ names: ["example.com", "www.example.com"] });
  expect(found.map(({ name, type }) => `${type} ${name}`).sort()).toEqual([
    "A example.com",
    "A www.example.com",
    "AAAA example.com",
    "AAAA www.example.com",
  ]);
  for (const record of found) {
    expect(record).toMatchObject({ zone_id: "Z1", alias: { name: target.dnsName, zone_id: target.zoneId } });
  }
});

test("leaves out an unhealthy target, unless it cannot say", () => {
  expect(records()).toMatchObject(Array(2).fill({ alias: { evaluate_target_health: true } }));
  expect(records({ evaluateTargetHealth: false })).toMatchObject(
    Array(2).fill({ alias: { evaluate_target_health: false } }),
  );
});

test("refuses to have no name", () => {
  expect(() => records({ names: [] })).toThrow("test/Alias: names must hold one name or more, got none");
});
