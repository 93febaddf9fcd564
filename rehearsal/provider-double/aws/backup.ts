import { byName, type KnownTypes } from "../knowledge";
import { inUse, taken } from "../refusal";

export const backup: KnownTypes = {
  aws_backup_vault: {
    ...byName("backup:{region}:{account}:backup-vault:{name}"),
    refuses: [
      taken(
        "Backup: CreateBackupVault",
        "AlreadyExistsException",
        ["name"],
        () => "Backup vault with the same name already exists",
      ),
    ],
  },
  aws_backup_plan: {
    id: "{uuid}",
    arn: "backup:{region}:{account}:backup-plan:{id}",
    refuses: [
      taken(
        "Backup: CreateBackupPlan",
        "AlreadyExistsException",
        ["name"],
        () => "Backup plan with the same plan document already exists",
        {
          source: "ministryofjustice/modernisation-platform#4909",
        },
      ),
      inUse(
        "Backup: DeleteBackupPlan",
        "InvalidRequestException",
        "id",
        [["aws_backup_selection", "plan_id"]],
        () => "Related backup plan selections must be deleted prior to backup plan deletion",
        { source: "hashicorp/terraform-provider-aws#16476" },
      ),
    ],
  },
  aws_backup_selection: {
    id: "{uuid}",
    replacedBy: "any change",
    refuses: "Two selections of a plan may be the same.",
  },
  aws_backup_restore_testing_plan: {
    id: "{name}",
    arn: "backup:{region}:{account}:restore-testing-plan:{name}-{uuid}",
    replacedBy: ["name"],
    refuses: [
      taken(
        "Backup: CreateRestoreTestingPlan",
        "AlreadyExistsException",
        ["name"],
        () => "A restore testing plan with this name already exists",
      ),
      inUse(
        "Backup: DeleteRestoreTestingPlan",
        "InvalidRequestException",
        "name",
        [["aws_backup_restore_testing_selection", "restore_testing_plan_name"]],
        () => "All selections of the restore testing plan must be deleted first",
      ),
    ],
  },
  aws_backup_restore_testing_selection: {
    id: "{name}:{restore_testing_plan_name}",
    replacedBy: ["name", "restore_testing_plan_name", "protected_resource_type"],
    refuses: [
      taken(
        "Backup: CreateRestoreTestingSelection",
        "AlreadyExistsException",
        ["name", "restore_testing_plan_name"],
        () => "A restore testing selection with this name already exists",
      ),
    ],
  },
  aws_backup_vault_lock_configuration: {
    refuses:
      "A lock in governance mode can be put and deleted again; one in compliance mode is a setting of its days, which pass on AWS alone.",
  },
};
