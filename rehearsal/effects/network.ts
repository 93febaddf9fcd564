import type { Effect } from "../provider-double/effect";
import type { Engine } from "./engine";
import type { LocalNotes } from "./local-notes";

/** `aws_vpc`: a Docker network with the same addresses, so that settings that name the VPC's range hold here too. */
export function vpcNetwork(engine: Engine, notes: LocalNotes): Effect {
  return {
    type: "aws_vpc",
    async create({ state }) {
      const { subnetTaken } = await engine.ensureNetwork(String(state.cidr_block));
      if (subnetTaken) notes.add(`VPC: ${state.cidr_block} is taken on this machine, so tasks have other addresses`);
      return undefined;
    },
  };
}
