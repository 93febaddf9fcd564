import type { Check } from "../check";
import { credentials, regions, serviceLinkedRoles } from "./account";
import { delegation, issuers } from "./dns";
import { administrator, alarms, backups, certificates, service } from "./live";
import { sandbox, sender } from "./mail";
import { names } from "./names";
import { types, zones } from "./placement";
import { quotas } from "./quotas";
import { restoreTests } from "./restores";
import { aliases, https, records, robots } from "./visitors";

/** What must hold before anything is asked of the account. */
export const FIRST: Check = credentials;

/** Before the first deploy. */
export const BEFORE_DEPLOY: readonly Check[] = [
  ...[regions, serviceLinkedRoles, quotas, zones, types],
  ...[delegation, issuers, sandbox, names],
];

/** Before people are sent to the site. */
export const BEFORE_LIVE: readonly Check[] = [
  ...[service, certificates, records, aliases, https, sender, sandbox],
  ...[backups, restoreTests, alarms, robots, administrator],
];
