import { LEAD_MINUTES, minutesOf } from "../schedule";
import { type CrossCheck, when } from "./cross-check";

const DAY_MINUTES = 24 * 60;

export const scheduleChecks: readonly CrossCheck[] = [
  when(["schedule", "protectData"], ({ schedule: { offHours }, protectData }) => [
    offHours !== undefined &&
      protectData && {
        path: "schedule.offHours",
        rule: "must not be set while protectData is on: it stops the database of a site that people use",
        value: offHours,
      },
  ]),
  when(["schedule", "database"], ({ schedule: { offHours }, database }) => [
    offHours !== undefined &&
      database.engine === "mysql" &&
      database.readReplicas > 0 && {
        path: "database.readReplicas",
        rule: "must be 0 with schedule.offHours: RDS stops no instance that has replicas",
        value: database.readReplicas,
      },
  ]),
  when(["schedule"], ({ schedule: { offHours } }) => {
    if (offHours === undefined) return [];
    const [start, stop] = [minutesOf(offHours.start), minutesOf(offHours.stop)];
    return [
      (start < LEAD_MINUTES || start >= DAY_MINUTES - LEAD_MINUTES) && {
        path: "schedule.offHours.start",
        rule: `must be from 00:${LEAD_MINUTES} to 23:44, since the database starts ${LEAD_MINUTES} minutes before and alarms wait as long after`,
        value: offHours.start,
      },
      stop <= start + LEAD_MINUTES && {
        path: "schedule.offHours.stop",
        rule: `must be more than ${LEAD_MINUTES} minutes after start, ${offHours.start}, on the same day`,
        value: offHours.stop,
      },
    ];
  }),
];
