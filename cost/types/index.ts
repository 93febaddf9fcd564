import type { PricedTypes } from "../charge";
import { compute } from "./compute";
import { data } from "./data";
import { free } from "./free";
import { networkAndEdge } from "./network-and-edge";
import { services } from "./services";

/** What is known of the cost of each resource type. */
export const PRICED_TYPES: PricedTypes = { ...free, ...compute, ...data, ...networkAndEdge, ...services };
