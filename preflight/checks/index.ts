import type { Check } from "../check";
import { credentials, serviceLinkedRoles } from "./account";
import { delegation } from "./dns";
import { administrator, alarms, aliases, backups, certificates, records, robots, service } from "./live";
import { sandbox, sender } from "./mail";
import { names } from "./names";
import { types, zones } from "./placement";
import { quotas } from "./quotas";

/** What must hold before anything is asked of the account. */
export const FIRST: Check = credentials;

/** Before the first deploy. */
export const BEFORE_DEPLOY: readonly Check[] = [serviceLinkedRoles, quotas, zones, types, delegation, sandbox, names];

/** Before people are sent to the site. */
export const BEFORE_LIVE: readonly Check[] = [
  ...[service, certificates, records, aliases, sender, sandbox],
  ...[backups, alarms, robots, administrator],
];
