import type { Resource } from "../../terraform/block";
import type { Tier } from "../facts/tiers";
import type { Kind, Zone } from "../types/audited-type";

export interface Box {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  readonly detail: string;
  readonly zone: Zone;
  readonly group: Kind["group"] | "outside";
  /** What it stands for; nothing for the internet. */
  readonly resources: readonly Resource[];
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** `traffic` passes a security group, `use` calls an AWS service, `out` leaves towards the internet. */
  readonly kind: "traffic" | "use" | "out";
}

export interface Graph {
  readonly boxes: readonly Box[];
  readonly flows: readonly Flow[];
  /** For example `VPC 10.11.0.0/16`. */
  readonly vpc: string;
  readonly tiers: Readonly<Partial<Record<Tier, string>>>;
}

/** Id of the one box that no resource stands for. */
export const INTERNET = "internet";
