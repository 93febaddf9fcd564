import type { Rule } from "../rule";

const daysOf = (text: string | undefined): number | undefined => {
  const [, days] = /^AFTER_(\d+)_DAYS?$/.exec(text ?? "") ?? [];
  return days === undefined ? undefined : Number(days);
};

export const transitionRules: readonly Rule[] = [
  {
    id: "efs-archive",
    trap: 34,
    title: "Files go into EFS's archive after they went into infrequent access, with elastic throughput",
    source: "https://docs.aws.amazon.com/efs/latest/ug/lifecycle-management-efs.html",
    severity: "error",
    fix: "Set transition_to_ia to fewer days than transition_to_archive, and throughput_mode to elastic.",
    on: ["aws_efs_file_system"],
    *check(resource) {
      const policies = resource.blocks("lifecycle_policy");
      const archive = policies.find((policy) => policy.has("transition_to_archive"));
      const infrequent = policies.find((policy) => policy.has("transition_to_ia"));
      if (archive === undefined) return;
      const mode = resource.textOr("throughput_mode", "bursting");
      if (mode !== undefined && mode !== "elastic")
        yield archive.problem("transition_to_archive", `throughput is ${mode}`);
      const [late, early] = [
        daysOf(archive.text("transition_to_archive")),
        daysOf(infrequent?.text("transition_to_ia")),
      ];
      if (late !== undefined && early !== undefined && late <= early)
        yield archive.problem("transition_to_archive", `infrequent access begins after ${early} days`);
    },
  },
];
