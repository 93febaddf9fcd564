import type { Effect } from "../provider-double/effect";
import type { Engine } from "./engine";
import type { LocalNotes } from "./local-notes";

/** `aws_vpc`: a Docker network, with the same addresses where they are free on this machine. */
export class VpcNetwork {
  private readonly ranges = new Map<string, string>();

  constructor(
    private readonly engine: Pick<Engine, "ensureNetwork">,
    private readonly notes: LocalNotes,
  ) {}

  get effect(): Effect {
    return {
      type: "aws_vpc",
      create: async ({ state }) => {
        const range = String(state.cidr_block);
        const { subnet } = await this.engine.ensureNetwork(range);
        if (subnet === undefined || subnet === range) return undefined;
        this.ranges.set(range, subnet);
        this.notes.add(
          `VPC: ${range} is taken on this machine; tasks have addresses in ${subnet}, and trust that range`,
        );
        return undefined;
      },
    };
  }

  /** A list of address ranges with the VPC's as it is on this machine; other values stay. */
  localRanges(value: string): string {
    return value
      .split(",")
      .map((range) => this.ranges.get(range) ?? range)
      .join(",");
  }
}
