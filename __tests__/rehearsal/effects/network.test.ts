import { expect, test } from "vitest";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import { VpcNetwork } from "../../../rehearsal/effects/network";
import type { Effect } from "../../../rehearsal/provider-double/effect";

async function vpcWith(subnet: string | undefined) {
  const notes = new LocalNotes();
  const vpc = new VpcNetwork({ ensureNetwork: async () => ({ name: "vpc", subnet }) }, notes);
  const change = { state: { cidr_block: "10.11.0.0/16" } };
  await vpc.effect.create?.(change as unknown as Parameters<NonNullable<Effect["create"]>>[0]);
  return { vpc, notes };
}

test("tasks hear the VPC's range as it is on this machine, so that they trust its load balancer", async () => {
  const { vpc, notes } = await vpcWith("172.18.0.0/16");
  expect(vpc.localRanges("10.11.0.0/16,192.0.2.0/24")).toBe("172.18.0.0/16,192.0.2.0/24");
  expect(vpc.localRanges("10.11.0.0/24")).toBe("10.11.0.0/24");
  expect(notes.all()).toEqual([expect.stringContaining("VPC: 10.11.0.0/16 is taken on this machine")]);
});

test("nothing is to be said when the VPC has its own range here", async () => {
  const { vpc, notes } = await vpcWith("10.11.0.0/16");
  expect(vpc.localRanges("10.11.0.0/16")).toBe("10.11.0.0/16");
  expect(notes.all()).toEqual([]);
});
