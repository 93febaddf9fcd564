import type { Architecture } from "../../aws/ecs/instance-types";
import type { Capacity, CapacityProviderShare } from "./capacity";

export interface FargateCapacityProps {
  readonly architecture: Architecture;
  /** Per cent of the tasks above `onDemandBase` that run on Fargate Spot, 0 to 100. */
  readonly spotPercentage: number;
  /** Tasks that never run on Fargate Spot. @default 0 */
  readonly onDemandBase?: number;
}

/** Tasks on AWS Fargate, a share of them on Fargate Spot when that is wanted. */
export class FargateCapacity implements Capacity {
  readonly compatibility = "FARGATE";
  readonly networkMode = "awsvpc";
  readonly architecture: Architecture;
  private readonly spotPercentage: number;
  private readonly onDemandBase: number;

  constructor({ architecture, spotPercentage, onDemandBase = 0 }: FargateCapacityProps) {
    if (!Number.isInteger(spotPercentage) || spotPercentage < 0 || spotPercentage > 100) {
      throw new Error(`FargateCapacity: spotPercentage must be a whole number from 0 to 100, got ${spotPercentage}`);
    }
    if (!Number.isInteger(onDemandBase) || onDemandBase < 0) {
      throw new Error(`FargateCapacity: onDemandBase must be a whole number of 0 or more, got ${onDemandBase}`);
    }
    this.architecture = architecture;
    this.spotPercentage = spotPercentage;
    this.onDemandBase = onDemandBase;
  }

  strategy(): CapacityProviderShare[] {
    const onDemand = { capacityProvider: "FARGATE", weight: 100 - this.spotPercentage, base: this.onDemandBase };
    const spot = { capacityProvider: "FARGATE_SPOT", weight: this.spotPercentage, base: 0 };
    return [onDemand, spot].filter(({ weight, base }) => weight > 0 || base > 0);
  }

  /** Fargate serves every cluster. */
  join(): void {}
}
