import { describe, expect, test } from "vitest";
import { loadEnvironment } from "../../environments";
import { type SynthesizedStack, synthApp } from "../support/synth-app";
import { AwsOnMoto } from "./support/aws-on-moto";
import { findProviderMirror } from "./support/provider-mirror";
import { addedBy, expectedIn, STACK_ORDER } from "./support/real-provider";

const mirror = findProviderMirror();
if (mirror === undefined) console.warn("no mirror of hashicorp/aws found: nothing is applied to moto");

/** The provider waits by the clock for database and load balancer, some four minutes in all. */
const APPLY_MILLISECONDS = 900_000;

describe.skipIf(mirror === undefined)("dev applied to moto by the real hashicorp/aws", () => {
  test("every stack comes up in order, with all that moto knows", { timeout: APPLY_MILLISECONDS }, async () => {
    const stacks = await synthApp(await loadEnvironment("dev"));
    // In the test itself: a second try begins with an account in which nothing is left of the first.
    const aws = await AwsOnMoto.start(mirror as string);
    try {
      for (const short of STACK_ORDER) {
        const stack = stacks[short] as SynthesizedStack;
        await aws.provider.add(stack);
        const output = await aws.provider.terraform(stack.name, "apply", "-auto-approve", "-input=false", "-json");
        expect(addedBy(output)).toBe(expectedIn(stack));
      }
    } finally {
      aws.stop();
    }
  });
});
