import type { Problem } from "../problems";
import type { Environment } from "../sections";
import { adminGateChecks } from "./admin-gate";
import { backupChecks } from "./backup";
import { budgetChecks } from "./budget";
import { cacheChecks } from "./cache";
import { cdnChecks } from "./cdn";
import { databaseChecks } from "./database";
import { deploymentChecks } from "./deployment";
import { mailChecks } from "./mail";
import { monitoringChecks } from "./monitoring";
import { networkChecks } from "./network";
import { scheduleChecks } from "./schedule";
import { serviceChecks } from "./service";
import { siteChecks } from "./site";
import { webRootChecks } from "./web-root";

const CHECKS = [
  ...networkChecks,
  ...serviceChecks,
  ...scheduleChecks,
  ...databaseChecks,
  ...cacheChecks,
  ...budgetChecks,
  ...deploymentChecks,
  ...monitoringChecks,
  ...backupChecks,
  ...webRootChecks,
  ...cdnChecks,
  ...siteChecks,
  ...adminGateChecks,
  ...mailChecks,
];

/** Rules over several settings, judged on the sections that are right in themselves. */
export function crossChecks(sound: Partial<Environment>): Problem[] {
  return CHECKS.filter(({ needs }) => needs.every((section) => sound[section] !== undefined)).flatMap(({ run }) =>
    run(sound as Environment),
  );
}
