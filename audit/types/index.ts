import type { AuditedTypes } from "./audited-type";
import { caches } from "./caches";
import { compute } from "./compute";
import { databases } from "./databases";
import { edgeAndNetwork } from "./edge-and-network";
import { services } from "./services";
import { storage } from "./storage";

/** What the audit knows, by resource type. */
export const AUDITED_TYPES: AuditedTypes = {
  ...databases,
  ...caches,
  ...storage,
  ...compute,
  ...edgeAndNetwork,
  ...services,
};
